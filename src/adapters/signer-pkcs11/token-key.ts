import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import type * as Pkcs11 from 'pkcs11js';
import { findSlot } from './find-slot.ts';
import type { Binding } from './load-binding.ts';
import { digestInfo, rsaPublicKey } from './rsa-signing.ts';
import { type OpenCall, type OpenedKey, TokenFault, type TokenPlace } from './token-calls.ts';
import { asTokenFault } from './token-fault-of.ts';

type Module = InstanceType<Binding['PKCS11']>;
type Handle = Pkcs11.Handle;

/** Signatures a token makes at the same time, at most. */
export const MOST_SESSIONS = 8;
const MOST_KEYS = 32;

/** A private key in a token, with sessions to use it. One in a process: a module is initialised once. */
export class TokenKey {
  readonly opened: OpenedKey;
  readonly #binding: Binding;
  readonly #module: Module;
  readonly #mechanism: number;
  readonly #verifier: KeyObject;
  readonly #signatureBytes: number;
  readonly #key: Handle;
  readonly #idle: Handle[];
  readonly #waiting: ((session: Handle) => void)[] = [];

  /** Finds the token, logs in, finds or makes the key, and tries it once. Throws TokenFault. */
  static async open(call: OpenCall, binding: Binding): Promise<TokenKey> {
    try {
      const key = new TokenKey(call, binding);
      await key.sign(Buffer.from('ceralacca'));
      return key;
    } catch (fault) {
      throw asTokenFault(fault, `token "${call.place.token}"`);
    }
  }

  private constructor({ place, pin, publicKey, make }: OpenCall, binding: Binding) {
    this.#binding = binding;
    this.#module = load(place, binding);
    const slot = findSlot(this.#module, place);
    const first = this.#module.C_OpenSession(
      slot,
      binding.CKF_SERIAL_SESSION | (make === undefined ? 0 : binding.CKF_RW_SESSION),
    );
    login(this.#module, first, pin, place, binding);
    const found = findKeys(this.#module, first, place, binding);
    const made = found.length === 0 && make !== undefined;
    const [key, own] = made
      ? makeKey(this.#module, first, place.label, make, binding)
      : chooseKey(found, place, publicKey);
    this.#key = key;
    this.opened = { publicKey: own, made };
    this.#verifier = createPublicKey({ key: Buffer.from(own), format: 'der', type: 'spki' });
    this.#signatureBytes = (this.#verifier.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
    this.#mechanism = mechanismOf(this.#module, slot, binding);
    this.#idle = [first, ...openMore(this.#module, slot, binding)];
  }

  /** RSASSA-PKCS1-v1_5 with SHA-256. A signature that does not verify never leaves: a faulty one could betray the key. */
  async sign(data: Uint8Array): Promise<Uint8Array> {
    const session = await this.#session();
    try {
      const isWhole = this.#mechanism === this.#binding.CKM_SHA256_RSA_PKCS;
      this.#module.C_SignInit(session, { mechanism: this.#mechanism }, this.#key);
      const input = isWhole ? Buffer.from(data) : digestInfo(data);
      const signature = await this.#module.C_SignAsync(session, input, Buffer.alloc(this.#signatureBytes));
      if (!verify('sha256', data, this.#verifier, signature))
        throw new TokenFault('gone', 'the token made a signature that does not verify');
      return new Uint8Array(signature);
    } catch (fault) {
      throw asTokenFault(fault, 'signing');
    } finally {
      this.#release(session);
    }
  }

  #session(): Handle | Promise<Handle> {
    return this.#idle.pop() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(session: Handle): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(session);
    else next(session);
  }
}

function load({ module: path }: TokenPlace, binding: Binding): Module {
  const module = new binding.PKCS11();
  try {
    module.load(path);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new TokenFault('no-module', `the PKCS#11 module ${path} cannot be loaded: ${why}`);
  }
  module.C_Initialize({ flags: binding.CKF_OS_LOCKING_OK });
  return module;
}

function login(module: Module, session: Handle, pin: string, { token }: TokenPlace, binding: Binding): void {
  try {
    module.C_Login(session, binding.CKU_USER, pin);
  } catch (fault) {
    const { message } = asTokenFault(fault, 'login');
    if (/CKR_USER_ALREADY_LOGGED_IN/.test(message)) return;
    if (/CKR_PIN_LOCKED/.test(message))
      throw new TokenFault(
        'wrong-pin',
        `the PIN of token "${token}" is locked: unlock it with the tools of the module`,
      );
    if (/CKR_PIN_|CKR_ARGUMENTS_BAD/.test(message))
      throw new TokenFault(
        'wrong-pin',
        `token "${token}" refuses the PIN; it is not tried again, lest the token lock itself`,
      );
    throw fault;
  }
}

type FoundKey = readonly [key: Handle, publicKey: Uint8Array];

function findKeys(module: Module, session: Handle, { label }: TokenPlace, binding: Binding): readonly FoundKey[] {
  module.C_FindObjectsInit(session, [
    { type: binding.CKA_CLASS, value: binding.CKO_PRIVATE_KEY },
    { type: binding.CKA_LABEL, value: label },
  ]);
  const handles = module.C_FindObjects(session, MOST_KEYS);
  module.C_FindObjectsFinal(session);
  return handles.map((handle) => {
    const [kind, always] = module.C_GetAttributeValue(session, handle, [
      { type: binding.CKA_KEY_TYPE },
      { type: binding.CKA_ALWAYS_AUTHENTICATE },
    ]);
    if ((kind?.value as Buffer | undefined)?.[0] !== binding.CKK_RSA)
      throw new TokenFault('unfit-key', `the key "${label}" is not RSA: receipts are signed with RSA`);
    if ((always?.value as Buffer | undefined)?.[0] === 1)
      throw new TokenFault('unfit-key', `the key "${label}" wants the PIN at each signature: no server can give it`);
    return [handle, publicKeyOf(module, session, handle, binding)];
  });
}

function publicKeyOf(module: Module, session: Handle, key: Handle, binding: Binding): Uint8Array {
  const [modulus, exponent] = module.C_GetAttributeValue(session, key, [
    { type: binding.CKA_MODULUS },
    { type: binding.CKA_PUBLIC_EXPONENT },
  ]);
  return rsaPublicKey(modulus?.value as Buffer, exponent?.value as Buffer);
}

function chooseKey(found: readonly FoundKey[], place: TokenPlace, wanted: Uint8Array | undefined): FoundKey {
  const { token, label } = place;
  if (found.length === 0)
    throw new TokenFault('no-key', `token "${token}" holds no private key with the label "${label}"`);
  if (wanted === undefined) {
    if (found.length > 1)
      throw new TokenFault(
        'unfit-key',
        `token "${token}" holds ${found.length} private keys with the label "${label}"`,
      );
    return found[0]!;
  }
  const match = found.find(([, publicKey]) => Buffer.compare(publicKey, wanted) === 0);
  if (match !== undefined) return match;
  throw new TokenFault('unfit-key', `the key "${label}" in token "${token}" is not the one of the certificate`);
}

/** A key that never leaves the token. */
function makeKey(module: Module, session: Handle, label: string, bits: number, binding: Binding): FoundKey {
  const common = [
    { type: binding.CKA_TOKEN, value: true },
    { type: binding.CKA_LABEL, value: label },
    // Ties both halves together; labels are unique here.
    { type: binding.CKA_ID, value: createHash('sha256').update(label).digest().subarray(0, 8) },
  ];
  const { privateKey } = module.C_GenerateKeyPair(
    session,
    { mechanism: binding.CKM_RSA_PKCS_KEY_PAIR_GEN },
    [
      ...common,
      { type: binding.CKA_MODULUS_BITS, value: bits },
      { type: binding.CKA_PUBLIC_EXPONENT, value: Buffer.from([1, 0, 1]) },
      { type: binding.CKA_VERIFY, value: true },
    ],
    [
      ...common,
      { type: binding.CKA_PRIVATE, value: true },
      { type: binding.CKA_SENSITIVE, value: true },
      { type: binding.CKA_EXTRACTABLE, value: false },
      { type: binding.CKA_SIGN, value: true },
    ],
  );
  return [privateKey, publicKeyOf(module, session, privateKey, binding)];
}

/** The token hashes too, where it can. */
function mechanismOf(module: Module, slot: Handle, binding: Binding): number {
  const known = new Set(module.C_GetMechanismList(slot));
  for (const mechanism of [binding.CKM_SHA256_RSA_PKCS, binding.CKM_RSA_PKCS])
    if (known.has(mechanism)) return mechanism;
  throw new TokenFault('unfit-key', 'the token signs neither with CKM_SHA256_RSA_PKCS nor with CKM_RSA_PKCS');
}

/** As many as the token grants, up to the most; one will do. */
function openMore(module: Module, slot: Handle, binding: Binding): readonly Handle[] {
  const sessions: Handle[] = [];
  try {
    while (sessions.length < MOST_SESSIONS - 1) sessions.push(module.C_OpenSession(slot, binding.CKF_SERIAL_SESSION));
  } catch (fault) {
    if (!/CKR_SESSION_COUNT/.test(asTokenFault(fault, 'sessions').message)) throw fault;
  }
  return sessions;
}
