import { lookup as resolveName } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

export const NOT_PUBLIC = 'the address is not of the public Internet';

/** Is the host an address, written as it is, that may not be gone to? Names are judged by `checkedLookup`. */
export function isForbiddenHost({ hostname }: URL, isAllowed: (address: string) => boolean): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) !== 0 && !isAllowed(host);
}

/**
 * For addresses that somebody else wrote (SSRF): a name is resolved once, and the connection goes to the address that was looked at, so that it
 * cannot turn inside in between (DNS rebinding). Every address must be allowed: a name that is half ours is not tried by chance.
 */
export function checkedLookup(isAllowed: (address: string) => boolean, resolve = resolveName): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error) callback(error, '', 0);
      else if (first === undefined || !addresses.every(({ address }) => isAllowed(address)))
        callback(Object.assign(new Error(NOT_PUBLIC), { code: 'ENOTPUBLIC' }), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
