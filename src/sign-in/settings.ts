import type { Language } from '#contract';
import type { Caller } from './confirm.ts';
import { freezeMailbox, unfreezeMailbox } from './freeze.ts';
import { type Ground, personOf } from './ground.ts';
import { joined } from './join-steps.ts';
import type { LoginStanding } from './ports.ts';
import { refused } from './refusals.ts';
import type { NewSession } from './sessions.ts';

/** Who does something with his own sign-in, as he stands now. */
export type Owner = Caller & { readonly standing: LoginStanding };

/** Of this session and of those to come. */
export async function changeLanguage(ground: Ground, { login, id }: Caller, language: Language): Promise<void> {
  await ground.change(login, async (kept) => {
    const session = await ground.sessions.change(id, { language });
    return { record: { ...kept, language }, step: { cards: session ? [session] : [] }, answer: undefined };
  });
}

/** Ends one session of his, or with `others` all but this one. Throws a Refusal when it is none of his. */
export async function endSessions(ground: Ground, owner: Owner, which: string): Promise<void> {
  const { login, id, standing } = owner;
  if (which !== 'others') {
    if (!(await ground.sessions.list(login)).some((session) => session.id === which)) throw refused.gone();
    await ground.ports.store.commit({ cards: [ground.sessions.end(which)] });
    return;
  }
  await ground.change(login, async (kept) => {
    const cards = await ground.sessions.endAll(login, id);
    const noted = ground.note(personOf(standing), kept, { kind: 'sessions-ended' });
    return { record: noted.record, step: joined(noted.step, { cards }), answer: undefined };
  });
}

/** Where notices go besides. The addresses before are told of the change: a thief would take them away first. */
export async function changeNoticeAddresses(ground: Ground, owner: Owner, addresses: readonly string[]): Promise<void> {
  const wanted = [...new Set(addresses.map((address) => address.toLowerCase()))];
  await ground.change(owner.login, async (kept) => {
    const told = { ...kept, noticeAddresses: [...new Set([...kept.noticeAddresses, ...wanted])] };
    const noted = ground.note(personOf(owner.standing), told, { kind: 'notice-addresses' });
    return { record: { ...noted.record, noticeAddresses: wanted }, step: noted.step, answer: undefined };
  });
}

/** One click: see `freezeMailbox`. Throws a Refusal to who has no mailbox of his own. */
export async function freezeOwn(
  ground: Ground,
  owner: Owner,
  reason: string | undefined,
): Promise<NewSession | undefined> {
  return await freezeMailbox(ground, ownOf(owner), { by: 'holder', reason, endsAllBut: owner.id });
}

/** Throws a Refusal where only an operator may. */
export async function unfreezeOwn(ground: Ground, owner: Owner): Promise<void> {
  await unfreezeMailbox(ground, ownOf(owner), 'holder');
}

function ownOf({ standing }: Owner) {
  const { mailbox } = personOf(standing);
  if (mailbox === undefined) throw refused.noMailbox();
  return mailbox;
}
