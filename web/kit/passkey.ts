/** A passkey that was made or used: what the server judges. */
export interface Credential {
  readonly id: string;
  readonly type: string;
  readonly [more: string]: unknown;
}

/** Whether this browser knows passkeys at all; pages by numbers of a network cannot have them. */
export function knowsPasskeys(): boolean {
  if (/^([\d.]+|\[.*\])$/.test(location.hostname)) return false;
  return typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
}

/** Asks for a passkey; undefined: the person would not. */
export async function askPasskey(options: unknown): Promise<Credential | undefined> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return await answered(navigator.credentials.get({ publicKey }));
}

/** Makes one; undefined: the person would not. */
export async function makePasskey(options: unknown): Promise<Credential | undefined> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return await answered(navigator.credentials.create({ publicKey }));
}

async function answered(asked: Promise<globalThis.Credential | null>): Promise<Credential | undefined> {
  try {
    const found = await asked;
    return found instanceof PublicKeyCredential ? (found.toJSON() as unknown as Credential) : undefined;
  } catch (fault) {
    if (fault instanceof DOMException && (fault.name === 'NotAllowedError' || fault.name === 'AbortError'))
      return undefined;
    throw fault;
  }
}
