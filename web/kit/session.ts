import { useSyncExternalStore } from 'react';
import type { Me } from '#contract';
import { api, setCsrf } from './api.ts';
import { LiveStore } from './live-store.ts';

/** Who is signed in on this page; undefined: nobody, or not asked yet. */
export const me = new LiveStore<Me | undefined>(undefined);

export function useMe(): Me | undefined {
  return useSyncExternalStore(me.subscribe, me.get);
}

/** Somebody came in. */
export function enter(who: Me): Me {
  setCsrf(who.csrf);
  me.set(who);
  return who;
}

let asking: Promise<Me> | undefined;

/** Who is signed in, asked once, also by several at a time; throws the fault of the server when nobody is. */
export async function findOutWho(): Promise<Me> {
  const known = me.get();
  if (known !== undefined) return known;
  asking ??= askAgainWho().finally(() => {
    asking = undefined;
  });
  return await asking;
}

/** Asks again: boxes, roles or language have changed. */
export async function askAgainWho(): Promise<Me> {
  return enter(await api('GET /session'));
}

/** Goes out, also at the provider of identities where he came in by one; everything that was read is forgotten with the page. */
export async function leave(to = '/accesso'): Promise<void> {
  const left = await api('DELETE /session').catch(() => undefined);
  me.set(undefined);
  location.assign(left?.goOnAt ?? to);
}

/** A place on this site to go on to after signing in; anything else leads home (no open redirect). */
export function safeReturn(asked: string | null | undefined, home = '/'): string {
  if (asked === null || asked === undefined) return home;
  if (!/^\/(?![/\\])/.test(asked) || /[\p{Cc}\\]/u.test(asked)) return home;
  return asked.startsWith('/accesso') || asked.startsWith('/api/') ? home : asked;
}
