import { hash } from 'node:crypto';
import { element } from '#xml';
import { type MailSettings, serversOf } from './mail-settings.ts';

type Plist = string | number | boolean | readonly Plist[] | { readonly [key: string]: Plist };

const DOCTYPE =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

/**
 * A configuration profile with one mail account, for iOS and macOS (Apple, Device Management, `com.apple.mail.managed`). Undefined when
 * there is no door to read or none to write by. The same address gets the same identifiers, so that a second one takes the first one's place.
 */
export function appleProfile(address: string, settings: MailSettings): string | undefined {
  const { provider } = settings;
  const [imap] = serversOf(settings, 'imap');
  const incoming = imap ?? serversOf(settings, 'pop3')[0];
  const [outgoing] = serversOf(settings, 'smtp');
  if (incoming === undefined || outgoing === undefined) return undefined;
  const identifier = `${outgoing.host}.mail.${hash('sha256', address).slice(0, 16)}`;
  const described = { PayloadVersion: 1, PayloadDisplayName: `${provider}: ${address}`, PayloadOrganization: provider };
  const account = {
    ...described,
    PayloadType: 'com.apple.mail.managed',
    PayloadIdentifier: `${identifier}.account`,
    PayloadUUID: uuidOf(`${identifier}.account`),
    EmailAccountType: imap ? 'EmailTypeIMAP' : 'EmailTypePOP',
    EmailAccountDescription: address,
    EmailAddress: address,
    IncomingMailServerAuthentication: 'EmailAuthPassword',
    IncomingMailServerHostName: incoming.host,
    IncomingMailServerPortNumber: incoming.port,
    IncomingMailServerUseSSL: true,
    IncomingMailServerUsername: address,
    OutgoingMailServerAuthentication: 'EmailAuthPassword',
    OutgoingMailServerHostName: outgoing.host,
    OutgoingMailServerPortNumber: outgoing.port,
    OutgoingMailServerUseSSL: true,
    OutgoingMailServerUsername: address,
    OutgoingPasswordSameAsIncomingPassword: true,
  };
  const profile = {
    ...described,
    PayloadType: 'Configuration',
    PayloadIdentifier: identifier,
    PayloadUUID: uuidOf(identifier),
    PayloadRemovalDisallowed: false,
    PayloadContent: [account],
  };
  const body = element('plist', { version: '1.0' }, [plist(profile)]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${DOCTYPE}\n${body}\n`;
}

/** RFC 9562 5.8: our own digits, marked as such. */
function uuidOf(name: string): string {
  const digits = hash('sha256', name);
  const variant = '89ab'[Number.parseInt(digits[16]!, 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ]
    .join('-')
    .toUpperCase();
}

function plist(value: Plist): string {
  if (typeof value === 'string') return element('string', {}, value);
  if (typeof value === 'number') return element('integer', {}, String(value));
  if (typeof value === 'boolean') return element(String(value), {}, '');
  if (Array.isArray(value)) return element('array', {}, value.map(plist));
  return element(
    'dict',
    {},
    Object.entries(value).flatMap(([key, one]) => [element('key', {}, key), plist(one)]),
  );
}
