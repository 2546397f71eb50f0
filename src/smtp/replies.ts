import type { SmtpReply } from './handlers.ts';

const reply = (code: number, enhanced: string, text: string): SmtpReply => ({ code, enhanced, text });

/** What the session says of its own, by the name of the case. Codes of RFC 5321 4.2.3, 4954 6, 3463. */
export const REPLIES = {
  done: reply(250, '2.0.0', 'done'),
  senderTaken: reply(250, '2.1.0', 'sender taken'),
  recipientTaken: reply(250, '2.1.5', 'recipient taken'),
  loggedIn: reply(235, '2.7.0', 'logged in'),
  readyForTls: reply(220, '2.0.0', 'ready for TLS'),
  closing: reply(221, '2.0.0', 'good-bye'),
  help: reply(214, '2.0.0', 'RFC 5321'),
  cannotVerify: reply(252, '2.5.0', 'send some mail, it will be tried'),

  localFault: reply(451, '4.3.0', 'local fault, try again later'),
  loginFault: reply(454, '4.7.0', 'logins cannot be checked now, try again later'),
  tooManyRecipients: reply(452, '4.5.3', 'too many recipients, send the others in a further transaction'),

  unknownCommand: reply(500, '5.5.2', 'command not known'),
  controlCharacters: reply(500, '5.5.2', 'a command holds control characters'),
  notOffered: reply(502, '5.5.1', 'not offered here'),
  noArgument: reply(501, '5.5.4', 'this command takes no argument'),
  helloNeedsName: reply(501, '5.5.4', 'say EHLO and your name'),
  helloFirst: reply(503, '5.5.1', 'say EHLO first'),
  mailFirst: reply(503, '5.5.1', 'MAIL comes first'),
  mailAgain: reply(503, '5.5.1', 'one MAIL in a transaction'),
  noRecipients: reply(503, '5.5.1', 'no recipient was taken'),
  tlsAlready: reply(503, '5.5.1', 'TLS is not offered, or there already'),
  loginFirst: reply(530, '5.7.0', 'log in first, inside TLS'),
  tlsForLogin: reply(538, '5.7.11', 'logins are taken inside TLS only'),
  loggedInAlready: reply(503, '5.5.1', 'you are logged in already'),
  noLoginInMail: reply(503, '5.5.1', 'no login during a transaction'),
  unknownMechanism: reply(504, '5.5.4', 'PLAIN and LOGIN are offered'),
  loginCalledOff: reply(501, '5.7.0', 'login called off'),
  badBase64: reply(501, '5.5.2', 'not base64, or not what the mechanism asks for'),

  tooManyUnknown: reply(421, '4.7.0', 'too many faulty commands'),
  tooManyStrange: reply(421, '4.7.0', 'too many commands without a login'),
  notHttp: reply(421, '4.7.0', 'this is no web server'),
} as const;
