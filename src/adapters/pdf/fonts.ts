import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** The two weights papers are set in. */
export type Weight = 'normal' | 'strong';

/** A face and the characters it has; Titillium Web comes in two files, Latin and what other European languages add. */
export interface Face {
  readonly name: string;
  readonly bytes: Buffer;
}

const WEIGHTS: Readonly<Record<Weight, string>> = { normal: '400', strong: '600' };

function face(weight: Weight, script: 'latin' | 'latin-ext'): Face {
  const file = `titillium-web-${script}-${WEIGHTS[weight]}-normal.woff`;
  return {
    name: `${script}-${WEIGHTS[weight]}`,
    bytes: readFileSync(require.resolve(`@fontsource/titillium-web/files/${file}`)),
  };
}

let faces: Readonly<Record<Weight, readonly Face[]>> | undefined;

/** The faces of each weight, in the order in which they are asked for a character (SIL Open Font License). */
export function titillium(): Readonly<Record<Weight, readonly Face[]>> {
  faces ??= {
    normal: [face('normal', 'latin'), face('normal', 'latin-ext')],
    strong: [face('strong', 'latin'), face('strong', 'latin-ext')],
  };
  return faces;
}
