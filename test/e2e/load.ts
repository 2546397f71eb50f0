import { setTimeout as pause } from 'node:timers/promises';
import type { TestCountry } from './country.ts';
import { letter } from './mail.ts';
import { SmtpClient } from './smtp.ts';

export interface Load {
  readonly from: string;
  readonly to: string;
  readonly messages: number;
  readonly clients: number;
  /** Subjects are `tag 1` … `tag n`. */
  readonly tag: string;
  /** Told after each 250 how many there were. */
  onAccepted?(count: number): void;
}

/** What the submitter knows afterwards. */
export interface Submitted {
  /** Subjects answered 250, each once. */
  readonly accepted: ReadonlySet<string>;
  /** Subjects submitted whose answer never came, maybe later accepted in another try under the same subject. */
  readonly unsure: ReadonlySet<string>;
}

const TRIES = 2_000;

type Holders = Pick<TestCountry, 'alfa' | 'root' | 'box'>;

/**
 * Submits messages whatever happens to the server: a connection that breaks is opened again. A message whose answer was lost
 * is not sent again, since nobody could know whether it was accepted; one refused for now is.
 */
export async function submitThroughTrouble(country: Holders, load: Load): Promise<Submitted> {
  const accepted = new Set<string>();
  const unsure = new Set<string>();
  let next = 0;
  const work = async () => {
    let client: SmtpClient | undefined;
    while (next < load.messages) {
      const subject = `${load.tag} ${++next}`;
      for (let attempt = 0; ; attempt++) {
        if (attempt === TRIES) throw new Error(`${subject} could not be submitted in ${TRIES} tries`);
        client ??= await connect(country, load.from);
        if (client === undefined) {
          await pause(50);
          continue;
        }
        const outcome = await submit(client, load, subject);
        if (outcome !== 'accepted') {
          client[Symbol.dispose]();
          client = undefined;
        }
        if (outcome === 'accepted') load.onAccepted?.(accepted.add(subject).size);
        if (outcome === 'unsure') unsure.add(subject);
        if (outcome !== 'not sent') break;
      }
    }
    client?.[Symbol.dispose]();
  };
  await Promise.all(Array.from({ length: load.clients }, work));
  return { accepted, unsure };
}

async function connect({ alfa, root, box }: Holders, from: string): Promise<SmtpClient | undefined> {
  try {
    return await SmtpClient.submitter(alfa.submissions!, root, box(from));
  } catch {
    return undefined;
  }
}

async function submit(client: SmtpClient, { from, to }: Load, subject: string) {
  let sent = false;
  try {
    for (const command of [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`]) {
      if (!(await client.ask(command)).startsWith('250')) return 'not sent';
    }
    if (!(await client.ask('DATA')).startsWith('354')) return 'not sent';
    sent = true;
    const reply = await client.ask(`${letter(from, [to], subject)}.`);
    return reply.startsWith('250') ? 'accepted' : 'not sent';
  } catch {
    return sent ? 'unsure' : 'not sent';
  }
}
