/**
 * LDAPv3: the directory of providers as a client reads it, and the messages both sides speak. The reader is our own: that of `ldapts` never
 * ends on a value that says to be longer than its message, and collects whatever a server sends. As a client it judges our server.
 */
export {
  BER,
  type BerElement,
  BerFault,
  contentOf,
  element,
  flagOf,
  inside,
  integer,
  numberOf,
  readElements,
  text,
  textOf,
} from './ber.ts';
export { type LdapDirectoryOptions, ldapDirectory } from './ldap-directory.ts';
export {
  LDAP,
  type LdapControl,
  type LdapMessage,
  MessageCutter,
  PAGED_RESULTS,
  type Page,
  pageControl,
  readMessage,
  readPage,
  START_TLS,
  writeMessage,
} from './ldap-message.ts';
export { RESULT, writeResult } from './ldap-result.ts';
