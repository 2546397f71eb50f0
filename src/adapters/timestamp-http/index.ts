export { httpTimestampAuthority, type TimestampHttpOptions } from './http-timestamp-authority.ts';
