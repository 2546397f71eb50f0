import { domainOf, isAddress } from '#mime';
import { appleProfile } from './apple-profile.ts';
import type { MailSettings } from './mail-settings.ts';
import { autodiscoverError, autodiscoverSettings, readAutodiscover } from './outlook-autodiscover.ts';
import { thunderbirdConfig } from './thunderbird-config.ts';

export interface AutoconfigRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Host header, without its port; lower case. */
  readonly host: string;
  /** Of POST; undefined when it was too long. */
  readonly body?: Uint8Array;
}

export interface AutoconfigAnswer {
  readonly status: 200 | 400 | 404 | 405 | 413;
  readonly type?: string;
  readonly text?: string;
  /** The browser is to save or install it under this name. */
  readonly fileName?: string;
}

export interface AutoconfigPorts {
  readonly settings: MailSettings;
  /** A domain whose holders have mailboxes here; lower case. */
  isOurDomain(domain: string): boolean;
  now(): Date;
}

const NOT_FOUND: AutoconfigAnswer = { status: 404 };
const XML = 'text/xml; charset=utf-8';
const THUNDERBIRD = ['/mail/config-v1.1.xml', '/.well-known/autoconfig/mail/config-v1.1.xml'];
const OUTLOOK = '/autodiscover/autodiscover.xml';
const APPLE = '/apple.mobileconfig';

/** Answers by path alone: nothing tells whether an address exists, only whether its domain is ours. */
export function answerRequest(request: AutoconfigRequest, ports: AutoconfigPorts): AutoconfigAnswer {
  if (!URL.canParse(request.target, 'http://any')) return { status: 400 };
  const { pathname, searchParams } = new URL(request.target, 'http://any');
  // Outlook asks for /Autodiscover/ and for /autodiscover/.
  if (pathname.toLowerCase() === OUTLOOK)
    return request.method === 'POST' ? answerOutlook(request.body, ports) : { status: 405 };
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405 };
  if (THUNDERBIRD.includes(pathname)) return answerThunderbird(searchParams.get('emailaddress'), request.host, ports);
  return pathname === APPLE ? answerApple(searchParams.get('email'), ports) : NOT_FOUND;
}

function answerThunderbird(address: string | null, host: string, ports: AutoconfigPorts): AutoconfigAnswer {
  const domain = address === null ? host.replace(/^autoconfig\./, '') : ourDomainOf(address, ports);
  if (domain === undefined || !ports.isOurDomain(domain)) return NOT_FOUND;
  return { status: 200, type: XML, text: thunderbirdConfig(domain, ports.settings) };
}

function answerOutlook(body: Uint8Array | undefined, ports: AutoconfigPorts): AutoconfigAnswer {
  if (body === undefined) return { status: 413 };
  const told = (text: string): AutoconfigAnswer => ({ status: 200, type: XML, text });
  const address = readAutodiscover(body);
  if (address === undefined) return told(autodiscoverError(600, 'Invalid Request', ports.now()));
  if (ourDomainOf(address, ports) === undefined)
    return told(autodiscoverError(500, 'The e-mail address is not of a domain of this provider', ports.now()));
  return told(autodiscoverSettings(address, ports.settings));
}

function answerApple(address: string | null, ports: AutoconfigPorts): AutoconfigAnswer {
  if (address === null || ourDomainOf(address, ports) === undefined) return NOT_FOUND;
  const text = appleProfile(address.toLowerCase(), ports.settings);
  if (text === undefined) return NOT_FOUND;
  return { status: 200, type: 'application/x-apple-aspen-config; charset=utf-8', text, fileName: 'mail.mobileconfig' };
}

function ourDomainOf(address: string, { isOurDomain }: AutoconfigPorts): string | undefined {
  const domain = isAddress(address) ? domainOf(address).toLowerCase() : undefined;
  return domain !== undefined && isOurDomain(domain) ? domain : undefined;
}
