import type { TestContext } from 'node:test';
import { memoryBlobs } from '#adapters/memory';
import { loginBrake } from '#doors/brakes';
import { openSubmissionDoor, type Submission, type SubmissionDoorOptions } from '#doors/submission';
import { sameAddress } from '#mime';
import { selfSigned } from './certificate.ts';
import { RawClient } from './raw-client.ts';

const tls = selfSigned();

export interface Holder {
  readonly name: string;
}

export const DATE = 'Sun, 22 Nov 2026 10:00:00 +0100';
export const PLAIN = `AUTH PLAIN ${Buffer.from('\0mario\0segreto').toString('base64')}`;

/** A submission door as it stands, with an office that writes down what it is handed. */
export async function openDoor(t: TestContext, changes: Partial<SubmissionDoorOptions<Holder, string>> = {}) {
  const taken: Submission<Holder, string>[] = [];
  const faults: Error[] = [];
  const blobs = changes.blobs ?? memoryBlobs();
  const door = await openSubmissionDoor<Holder, string>({
    listen: { host: '127.0.0.1', port: 0 },
    tls,
    mode: 'starttls',
    heloName: 'smtp.gestore-alfa.example',
    maxBytes: 100_000,
    maxRecipients: 3,
    blobs,
    brake: loginBrake({ now: () => 0 }, { delayMs: 0 }),
    date: () => DATE,
    login: async (user, password) =>
      user === 'mario' && password === 'segreto' ? { ok: true, account: { name: 'mario' } } : { ok: false },
    senderFor: (_, address) =>
      ['mario.rossi@pec.alfa.example', 'mario@pec.chiuso.example'].find((own) => sameAddress(own, address)),
    isOurDomain: (domain) => domain === 'pec.alfa.example',
    accept: async (submission) => {
      taken.push(submission);
      return { code: 250, enhanced: '2.0.0', text: 'accettato opec1.20261122@gestore-alfa.example' };
    },
    onFault: (fault) => faults.push(fault),
    ...changes,
    limits: { closeGraceMs: 1, ...changes.limits },
  });
  t.after(() => door.close());
  const connect = async () => {
    const client = await RawClient.connect(door.port, changes.mode === 'implicit' ? 'tls' : 'clear');
    t.after(() => client.close());
    await client.reply();
    return client;
  };
  return {
    door,
    taken,
    faults,
    connect,
    /** Inside TLS, before a login. */
    async secure() {
      const client = await connect();
      await client.ask('EHLO pc.casa.example');
      await client.ask('STARTTLS');
      await client.startTls();
      await client.ask('EHLO pc.casa.example');
      return client;
    },
    /** Ready for MAIL. */
    async loggedIn() {
      const client = await this.secure();
      await client.ask(PLAIN);
      return client;
    },
    /** Ready for the octets of a message. */
    async inData() {
      const client = await this.loggedIn();
      await client.ask('MAIL FROM:<mario.rossi@pec.alfa.example>');
      await client.ask('RCPT TO:<anna.bianchi@pec.beta.example>');
      await client.ask('DATA');
      return client;
    },
    octets: async (submission: Submission<Holder, string>) =>
      Buffer.from(await blobs.bytes(submission.rope, 1_000_000)).toString('latin1'),
  };
}
