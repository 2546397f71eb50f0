import { useQuery } from '@tanstack/react-query';
import { useMe } from '#kit';
import { useBox } from './frame.tsx';
import { delegatesQuery } from './team-queries.ts';

export interface Colleague {
  readonly login: string;
  readonly name: string;
}

/** Everybody who works in a box: its holder, who looks at it, those who were let in. */
export function usePeople(mailbox: string): readonly Colleague[] {
  const me = useMe();
  const box = useBox(mailbox);
  const { data: delegates = [] } = useQuery(delegatesQuery(mailbox));
  const all: readonly Colleague[] = [
    ...(box === undefined ? [] : [{ login: box.address, name: box.holder }]),
    ...(me === undefined ? [] : [me]),
    ...delegates,
  ];
  return [...new Map(all.map(({ login, name }) => [login, { login, name: name === '' ? login : name }])).values()];
}

/** How a person who works in the box is named, and his login where that is another word: for a `title`. Who left is named by his login. */
export function useNames(mailbox: string): (login: string) => { readonly name: string; readonly title?: string } {
  const names = new Map(usePeople(mailbox).map(({ login, name }) => [login, name]));
  return (login) => {
    const name = names.get(login) ?? login;
    return name === login ? { name } : { name, title: login };
  };
}
