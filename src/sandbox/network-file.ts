import { rmSync } from 'node:fs';
import { writeAtomically } from './write-atomically.ts';

export interface Door {
  readonly host: string;
  readonly port: number;
}

export interface NetworkMailbox {
  readonly address: string;
  readonly password: string;
  readonly holder: string;
  readonly policy?: string;
}

export interface NetworkAdministrator {
  readonly login: string;
  readonly password: string;
  readonly name: string;
  readonly role: 'operator' | 'auditor' | 'organisation';
  /** Whose administrator he is. */
  readonly organisation?: string;
}

export interface NetworkIdentity {
  /** Chooses him on its page. */
  readonly subject: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly taxCode: string;
  /** What is special: whose mailbox he has, or why he is not taken. */
  readonly note?: string;
}

export interface NetworkProvider {
  readonly name: string;
  readonly domain: string;
  readonly pecDomains: readonly string[];
  readonly serviceAddress: string;
  /** Path of the signing certificate, PEM. */
  readonly certificate: string;
  readonly submission?: Door & { readonly tls: 'starttls' };
  readonly submissions?: Door & { readonly tls: 'implicit' };
  readonly reception?: Door & { readonly tls: 'starttls' };
  readonly imap?: Door & { readonly tls: 'starttls' };
  readonly imaps?: Door;
  readonly pop3?: Door & { readonly tls: 'starttls' };
  readonly pop3s?: Door;
  /** Settings for mail programs, over HTTP. */
  readonly autoconfig?: string;
  /** Webmail, administration, public pages and API, over plain HTTP. */
  readonly web?: string;
  /** The signed heads of its log, over HTTPS. */
  readonly log?: string;
  readonly limits: { readonly maxBytes: number; readonly maxRecipients: number };
  readonly mailboxes: readonly NetworkMailbox[];
  /** Who administers it, over the web: TEST logins. */
  readonly administrators: readonly NetworkAdministrator[];
}

/** The network file: a contract other programs rely on. Doors that are not built are absent. */
export interface NetworkFile {
  readonly ready: true;
  readonly root: string;
  readonly control: string;
  readonly index: {
    readonly url: string;
    /** The directory itself, for holders of the same client certificate. */
    readonly ldap: string;
    readonly ldif: string;
    readonly clientCertificate: string;
    readonly clientKey: string;
  };
  /** The provider of invented identities (OpenID Connect), over HTTP: TEST people. */
  readonly identity: { readonly issuer: string; readonly people: readonly NetworkIdentity[] };
  /** The time-stamp authority (RFC 3161), over HTTP. */
  readonly timestamp: { readonly url: string };
  readonly providers: readonly NetworkProvider[];
  readonly ordinary: {
    readonly domain: string;
    readonly smtp: Door;
    readonly pop3s: Door;
    readonly mailboxes: readonly NetworkMailbox[];
  };
}

/** Written when every door answers; holds passwords, so only its owner reads it. */
export function writeNetworkFile(path: string, network: NetworkFile): void {
  writeAtomically(path, `${JSON.stringify(network, null, 2)}\n`, 0o600);
}

/** A network file left from an earlier run must not promise doors that are shut. */
export function removeNetworkFile(path: string): void {
  rmSync(path, { force: true });
}
