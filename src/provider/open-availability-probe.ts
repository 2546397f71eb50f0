import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type SubmissionDoor, submitMessage } from '#adapters/relay-smtp';
import type { ListenAddress, Logger, ProbeConfig, ProviderConfig } from '#config';
import { sameAddress } from '#mime';
import type { Digests, LegalTime, LogArchive, MailStore, Monotonic, Random, Store } from '#ports';
import { type AvailabilityProbe, openAvailabilityProbe } from './availability-probe.ts';
import { openProbeBoxes, type ProbeBoxes } from './availability-probe-boxes.ts';
import type { ProbeOutcome } from './availability-probe-outages.ts';
import { PROBE_SUBJECT, probeOnce } from './availability-probe-round.ts';
import { LAST_PROBE, PROBE_SENDERS } from './duty-documents.ts';
import type { DoorPorts } from './running-provider.ts';

export interface ProbePorts {
  readonly store: Store & MailStore & LogArchive;
  readonly legalTime: LegalTime;
  readonly monotonic: Monotonic;
  readonly random: Random;
  readonly digests: Digests;
  readonly log: Logger;
}

/**
 * The probe of the settings, through the submission door of this process, or, where it has none, the one of the settings on this machine.
 * Started once the doors are open.
 */
export async function startProbe(
  config: ProviderConfig,
  ports: ProbePorts,
  opened: DoorPorts,
): Promise<Pick<AvailabilityProbe, 'stop'>> {
  const { probe, roles } = config;
  const { store, legalTime } = ports;
  if (!roles.includes('worker')) return { stop: async () => {} };
  if (probe === undefined) {
    // What the last one found says nothing any more.
    if ((await store.document(LAST_PROBE)) !== undefined) await store.commit({ forget: [LAST_PROBE] });
    return { stop: async () => {} };
  }
  await store.commit({
    documents: [{ name: `${PROBE_SENDERS}${probe.from}`, bytes: new Uint8Array(), at: legalTime.now() }],
  });
  const doorOf = await ownDoor(config, probe, opened);
  const boxesOf = testBoxes(probe, store);
  const started = openAvailabilityProbe(probe.everyMs, {
    ...ports,
    async probe(signal): Promise<ProbeOutcome> {
      const boxes = await boxesOf();
      const door = await doorOf();
      if (typeof boxes === 'string') return { kind: 'unable', why: boxes };
      if (typeof door === 'string') return { kind: 'unable', why: door };
      const { from, to } = probe;
      const outcome = await probeOnce(probe, {
        ...ports,
        boxes,
        submit: (bytes, ms) => submitMessage(door, { from, to, bytes }, ms, signal),
        pause: (ms) => wait(ms, undefined, { signal }),
      });
      await boxes.clear();
      return outcome;
    },
  });
  started.start();
  return started;
}

/** TLS from the first octet where that door is there; the certificate is the one this process serves. */
async function ownDoor({ tls, doors, heloName }: ProviderConfig, probe: ProbeConfig, opened: DoorPorts) {
  const { fingerprint256 } = new X509Certificate(await readFile(tls.certificate));
  const pin = fingerprint256.replaceAll(':', '').toLowerCase();
  const at = (address: ListenAddress, port = address.port) => ({ host: loopbackOf(address.host), port });
  const { submissions, submission } = doors;
  return async (): Promise<SubmissionDoor | string> => {
    const known = { pin, heloName, user: probe.from };
    const password = await readFile(probe.passwordFile, 'utf8').catch(() => undefined);
    if (password === undefined) return `probe.passwordFile ${probe.passwordFile} cannot be read`;
    const login = { ...known, password: password.split(/\r?\n/, 1)[0]! };
    if (submissions) return { ...at(submissions, opened.submissions), mode: 'immediate', ...login };
    if (submission) return { ...at(submission, opened.submission), mode: 'starttls', ...login };
    return 'there is no submission door';
  };
}

/** A door that listens everywhere is reached here. */
function loopbackOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** The two test mailboxes, as long as they are there; else which is missing. */
function testBoxes(probe: ProbeConfig, store: ProbePorts['store']) {
  const isProbe = ({ sender, subject }: { readonly sender: string; readonly subject?: string | undefined }) =>
    sameAddress(sender, probe.from) && subject === PROBE_SUBJECT;
  let held: { readonly key: string; readonly boxes: ProbeBoxes } | undefined;
  return async (): Promise<ProbeBoxes | string> => {
    const [from, to] = await Promise.all([store.mailbox(probe.from), store.mailbox(probe.to)]);
    if (from === undefined) return `probe.from: there is no mailbox ${probe.from}`;
    if (to === undefined) return `probe.to: there is no mailbox ${probe.to}`;
    const key = `${from.id} ${to.id}`;
    if (held?.key !== key) held = { key, boxes: openProbeBoxes(store, { from: from.id, to: to.id }, isProbe) };
    return held.boxes;
  };
}
