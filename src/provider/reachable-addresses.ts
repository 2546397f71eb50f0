import { BlockList, isIPv4 } from 'node:net';
import { isPublicAddress } from '#adapters/https';

/**
 * Which addresses may be spoken to when somebody else said where: anybody writes a domain into a recipient, and a CA an address into a
 * certificate. The public Internet, and the networks of the settings, but no neighbour of ours by accident or malice (SSRF).
 */
export function reachableAddresses({ privateNetworks }: { readonly privateNetworks: readonly string[] }) {
  const own = new BlockList();
  for (const network of privateNetworks) {
    const [address = '', prefix] = network.split('/');
    own.addSubnet(address, Number(prefix), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return (address: string): boolean =>
    isPublicAddress(address) || own.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
