/** The time as others have it, over NTP (RFC 5905): a client that asks, and sets nothing. */
export { askNtp, type NtpFailure, type NtpMeasure } from './ask-ntp.ts';
