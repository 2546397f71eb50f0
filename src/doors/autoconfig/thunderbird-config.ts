import { element } from '#xml';
import { type MailServer, type MailSettings, serversOf } from './mail-settings.ts';

/**
 * `config-v1.1.xml`, which Thunderbird, Evolution, KMail and K-9 ask for (wiki.mozilla.org, Thunderbird:Autoconfiguration:ConfigFileFormat).
 * The program puts its user's address in the place of `%EMAILADDRESS%`.
 */
export function thunderbirdConfig(domain: string, settings: MailSettings): string {
  const incoming = [...serversOf(settings, 'imap'), ...serversOf(settings, 'pop3')];
  const provider = element('emailProvider', { id: domain }, [
    element('domain', {}, domain),
    element('displayName', {}, settings.provider),
    element('displayShortName', {}, settings.provider),
    ...incoming.map((server) => element('incomingServer', { type: server.protocol }, serverWords(server))),
    ...serversOf(settings, 'smtp').map((server) => element('outgoingServer', { type: 'smtp' }, serverWords(server))),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('clientConfig', { version: '1.1' }, [provider])}\n`;
}

/** `password-cleartext`: the password as it is, inside TLS. */
function serverWords({ host, port, security }: MailServer): readonly string[] {
  return [
    element('hostname', {}, host),
    element('port', {}, String(port)),
    element('socketType', {}, security === 'tls' ? 'SSL' : 'STARTTLS'),
    element('username', {}, '%EMAILADDRESS%'),
    element('authentication', {}, 'password-cleartext'),
  ];
}
