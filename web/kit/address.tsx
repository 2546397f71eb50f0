import { Fragment } from 'react';
import { plain } from './plain.ts';

/** An address that, where it is too long for its line, is broken at its joints: behind the @, before a dot. */
export function Address({ address }: { readonly address: string }) {
  return plain(address)
    .split(/(?<=@)|(?=\.)/)
    .map((piece, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
      <Fragment key={at}>
        {at > 0 && <wbr />}
        {piece}
      </Fragment>
    ));
}
