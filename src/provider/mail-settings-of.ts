import type { ProviderConfig } from '#config';
import type { MailServer, MailSettings } from '#doors/autoconfig';

const DOORS = [
  ['imaps', 'imap', 'tls'],
  ['imap', 'imap', 'starttls'],
  ['pop3s', 'pop3', 'tls'],
  ['pop3', 'pop3', 'starttls'],
  ['submissions', 'smtp', 'tls'],
  ['submission', 'smtp', 'starttls'],
] as const satisfies readonly (readonly [
  keyof ProviderConfig['doors'],
  MailServer['protocol'],
  MailServer['security'],
])[];

/** What holders' programs are told: every door of this provider, whichever process opens it. */
export function mailSettingsOf({ name, doors, autoconfig }: ProviderConfig): MailSettings {
  const servers = DOORS.flatMap(([door, protocol, security]) => {
    const port = doors[door]?.port;
    return port === undefined ? [] : [{ protocol, host: autoconfig.host, port, security }];
  });
  return { provider: name, servers };
}
