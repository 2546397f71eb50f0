const COMMON_NAME = /(?:^|, )CN=((?:\\.|[^,\\])*)/;

/** What people call somebody in a certificate: the common name of `C=IT, O=…, CN=…`; the whole where it has none. */
export function commonName(name: string): string {
  const found = COMMON_NAME.exec(name)?.[1];
  return found === undefined || found === '' ? name : found.replace(/\\(.)/g, '$1');
}
