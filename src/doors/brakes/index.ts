/** What every door owes the others: one peer may neither take all connections, nor guess passwords at leisure, nor flood. */
export { type HourlyBrake, hourlyBrake } from './hourly-brake.ts';
export { type LoginBrake, type LoginBrakeLimits, loginBrake, type SharedLocks } from './login-brake.ts';
export { type PeerCount, peerCount } from './peer-count.ts';
export { peerNetwork } from './peer-network.ts';
