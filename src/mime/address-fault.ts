/** What can be wrong with an address field (RFC 5322 3.4; spec 8.2 A6). */
export const ADDRESS_FAULT = {
  missing: 'an address is missing',
  noAt: 'an address has no @',
  space: 'white space inside an address',
  domain: 'not a mail domain',
  local: 'not a local part',
  tooLong: 'an address is too long',
  sourceRoute: 'source routes are not allowed',
  literal: 'domain literals are not allowed',
  openAngle: 'an angle bracket is not closed, or text follows it',
  unquotedName: 'the display name needs quotes',
  noComma: 'a comma is missing after a group',
  strayColon: 'a colon is out of place',
  straySemicolon: 'a semicolon closes no group',
  openGroup: 'a group is not closed',
  openComment: 'a comment is not closed',
  strayParenthesis: 'a parenthesis closes no comment',
  openQuote: 'a quoted string is not closed',
  control: 'there is a control character',
} as const;

export type AddressFault = (typeof ADDRESS_FAULT)[keyof typeof ADDRESS_FAULT];
