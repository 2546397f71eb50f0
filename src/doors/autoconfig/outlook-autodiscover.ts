import { element, readXml, type XmlElement, XmlFault } from '#xml';
import { type MailServer, type MailSettings, serversOf } from './mail-settings.ts';

const RESPONSE = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/** The address of an Autodiscover request in plain XML (MS-OXDSCLI 2.2.3); undefined when it is none. */
export function readAutodiscover(body: Uint8Array): string | undefined {
  try {
    const { root } = readXml(body);
    const request = localName(root) === 'Autodiscover' ? child(root, 'Request') : undefined;
    return request && child(request, 'EMailAddress')?.text;
  } catch (fault) {
    if (fault instanceof XmlFault) return undefined;
    throw fault;
  }
}

/** Settings for Outlook and others that speak its dialect (MS-OXDSCLI 2.2.4). One server of each protocol: it takes no more. */
export function autodiscoverSettings(address: string, settings: MailSettings): string {
  const protocols = (['imap', 'pop3', 'smtp'] as const).flatMap((protocol) =>
    serversOf(settings, protocol).slice(0, 1),
  );
  return response([
    element('User', {}, [element('DisplayName', {}, address)]),
    element('Account', {}, [
      element('AccountType', {}, 'email'),
      element('Action', {}, 'settings'),
      ...protocols.map((server) => element('Protocol', {}, serverWords(server, address))),
    ]),
  ]);
}

/** A refusal in its own words (MS-OXDSCLI 2.2.4.1.1.3): 600 is an invalid request, 500 an address that is not known. */
export function autodiscoverError(code: 500 | 600, message: string, now: Date): string {
  const time = now.toISOString().slice(11, 23);
  return response([
    element('Error', { Time: time, Id: '1' }, [
      element('ErrorCode', {}, String(code)),
      element('Message', {}, message),
      element('DebugData', {}, ''),
    ]),
  ]);
}

function response(content: readonly string[]): string {
  const inner = element('Response', { xmlns: OUTLOOK }, content);
  return `<?xml version="1.0" encoding="utf-8"?>\n${element('Autodiscover', { xmlns: RESPONSE }, [inner])}\n`;
}

function serverWords({ protocol, host, port, security }: MailServer, address: string): readonly string[] {
  return [
    element('Type', {}, protocol.toUpperCase()),
    element('Server', {}, host),
    element('Port', {}, String(port)),
    element('DomainRequired', {}, 'off'),
    element('LoginName', {}, address),
    element('SPA', {}, 'off'),
    element('SSL', {}, 'on'),
    element('Encryption', {}, security === 'tls' ? 'SSL' : 'TLS'),
    element('AuthRequired', {}, 'on'),
    ...(protocol === 'smtp' ? [element('UsePOPAuth', {}, 'off'), element('SMTPLast', {}, 'off')] : []),
  ];
}

function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

function child(parent: XmlElement, name: string): XmlElement | undefined {
  return parent.children.find((one) => localName(one) === name);
}
