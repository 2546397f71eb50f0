/**
 * The process in which a PKCS#11 module lives: native code of somebody else, which may crash or hang. It serves one key to the server that
 * started it, and ends with it. It is told everything over IPC; the PIN stands in no argument and no environment.
 */
import { loadBinding } from './load-binding.ts';
import type { OpenedKey, TokenAnswer, TokenQuestion, ToldFault } from './token-calls.ts';
import { asTokenFault } from './token-fault-of.ts';
import { TokenKey } from './token-key.ts';

let key: Promise<TokenKey> | undefined;

async function answer(question: TokenQuestion): Promise<OpenedKey | Uint8Array> {
  if (question.call === 'open') {
    key = loadBinding().then((binding) => TokenKey.open(question, binding));
    return (await key).opened;
  }
  if (key === undefined) throw new Error('no key is open');
  return await (await key).sign(question.data);
}

function told(fault: unknown): ToldFault {
  const { kind, message } = asTokenFault(fault, 'token');
  return { kind, text: message };
}

function tell(said: TokenAnswer): void {
  if (process.connected) process.send?.(said, undefined, undefined, () => undefined);
}

process.on('message', (message) => {
  const question = message as TokenQuestion;
  answer(question).then(
    (value) => tell({ id: question.id, value }),
    (fault: unknown) => tell({ id: question.id, fault: told(fault) }),
  );
});
// The server ends it: what is being signed when the server is told to stop must still be signed.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
process.once('disconnect', () => process.exit(0));
