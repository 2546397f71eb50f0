import { useMemo } from 'react';
import { blocksOf } from './text-pieces.ts';

const SHOWN_CHARACTERS = 500_000;
const HIDDEN_MARKS = /[\u202A-\u202E\u2066-\u2069\u200B\u2060\uFEFF]/gu;

/** Plain text, set to be read: links ask first, quotations stand back. */
export function PlainText({
  text,
  onLink,
}: {
  readonly text: string;
  readonly onLink: (href: string, text: string) => void;
}) {
  const blocks = useMemo(() => blocksOf(text.slice(0, SHOWN_CHARACTERS).replace(HIDDEN_MARKS, '\u{fffd}')), [text]);
  return (
    <div className="plain-text">
      {blocks.map(({ depth, pieces }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
        <div key={at} className={depth > 0 ? `quoted quoted-${Math.min(depth, 3)}` : undefined}>
          {pieces.map((piece, order) =>
            piece.kind === 'text' ? (
              piece.text
            ) : (
              <a
                // biome-ignore lint/suspicious/noArrayIndexKey: the text does not change
                key={order}
                href={piece.href}
                rel="noopener noreferrer nofollow"
                onClick={(event) => {
                  event.preventDefault();
                  onLink(piece.href, piece.text);
                }}
              >
                {piece.text}
              </a>
            ),
          )}
        </div>
      ))}
    </div>
  );
}
