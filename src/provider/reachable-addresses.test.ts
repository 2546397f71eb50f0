import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reachableAddresses } from './reachable-addresses.ts';

test('the public Internet may be reached, and of the rest the networks of the settings alone', () => {
  const nowhereInside = reachableAddresses({ privateNetworks: [] });
  const own = reachableAddresses({ privateNetworks: ['10.20.0.0/16', 'fd00:1::/32'] });
  for (const address of ['193.204.114.1', '2a00:1450::1']) assert.ok(nowhereInside(address) && own(address), address);
  for (const address of ['10.20.3.4', 'fd00:1::9'])
    assert.deepEqual([nowhereInside(address), own(address)], [false, true], address);
  for (const address of ['10.21.0.1', '127.0.0.1', '169.254.169.254', '::1', 'fd00:2::1', '::ffff:10.21.0.1', 'casa'])
    assert.deepEqual([nowhereInside(address), own(address)], [false, false], address);
});
