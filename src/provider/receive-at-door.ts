import type { Reception } from '#doors/reception';
import type { SmtpReply } from '#doors/smtp-listener';
import { type IncomingPointPorts, receive } from '#incoming-point';
import { newId } from '#issuing';

/** The reception door's words to the incoming point, and its answer in SMTP. */
export async function receiveAtDoor(reception: Reception, ports: IncomingPointPorts): Promise<SmtpReply> {
  const { mailFrom, recipients, rope, size, sha256, index, headerBytes, tls, peer } = reception;
  const message = { id: newId(ports.legalTime.now(), ports.random), rope, size, sha256 };
  const transport = tls ? 'tls' : 'clear';
  const reply = await receive({ mailFrom, recipients, message, index, header: headerBytes, peer, transport }, ports);
  switch (reply.kind) {
    case 'accepted':
      return { code: 250, enhanced: '2.6.0', text: `messaggio preso in carico (${message.id})` };
    case 'refused':
      return { code: reply.code, enhanced: reply.enhanced, text: reply.text };
    case 'later':
      return {
        code: 451,
        enhanced: /^4\.\d\.\d/.exec(reply.text)?.[0] ?? '4.3.0',
        text: reply.text.replace(/^4\.\d\.\d /, ''),
      };
  }
}
