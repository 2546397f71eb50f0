/** The time as others have it, over NTP (RFC 5905): a client that asks, and sets nothing. */
export { askNtp, type NtpFailure, type NtpMeasure, type NtpPorts } from './ask-ntp.ts';
