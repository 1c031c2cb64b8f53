import { BlockList, isIPv4 } from 'node:net';

/** Whether `address` is in a list of IPv4 addresses and CIDR ranges; an empty list allows every address. */
export function isAllowedAddress(list: readonly string[], address: string): boolean {
  if (list.length === 0) return true;
  if (!isIPv4(address)) return false;
  const allowed = new BlockList();
  for (const entry of list) {
    const [network = '', width] = entry.split('/');
    if (isIPv4(network))
      allowed.addSubnet(network, width === undefined ? 32 : Number(width), 'ipv4');
  }
  return allowed.check(address, 'ipv4');
}
