import { createTransport } from 'nodemailer';
import type { NetworkFile } from './network-file.ts';

/** The first box of one provider writes to the first box of another: an ordinary mail program could do the same. */
export async function sendDemonstration(network: NetworkFile, rootPem: string): Promise<void> {
  const [here, there] = network.providers;
  const from = here?.mailboxes[0];
  const to = there?.mailboxes[0];
  const door = here?.submission;
  if (here === undefined || from === undefined || to === undefined || door === undefined) return;
  const transport = createTransport({
    host: door.host,
    port: door.port,
    requireTLS: true,
    tls: { ca: rootPem },
    auth: { user: from.address, pass: from.password },
  });
  try {
    await transport.sendMail({
      from: { name: from.holder, address: from.address },
      to: { name: to.holder, address: to.address },
      subject: 'Un primo messaggio certificato',
      text:
        `Gentile ${to.holder},\n\nquesto messaggio viaggia con la ceralacca: il gestore di chi scrive lo accetta e lo imbusta,\n` +
        'il gestore di chi riceve lo prende in carico e lo consegna, e ogni passo lascia una ricevuta firmata.\n\n' +
        `${from.holder}\n`,
    });
  } finally {
    transport.close();
  }
}
