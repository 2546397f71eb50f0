/** One command line (RFC 5321 2.4): verb in upper case, and what stands behind the first space, trailing spaces dropped. */
export interface SmtpCommand {
  readonly verb: string;
  readonly argument: string;
}

/** No control characters; but tab is tolerated where RFC 5321 4.1.1 wants a space. */
const TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Reads a line without its CRLF, octets as characters. Undefined when it holds control characters, bare CR and NUL among them. */
export function readCommand(line: string): SmtpCommand | undefined {
  if (!TEXT.test(line)) return undefined;
  const space = line.indexOf(' ');
  if (space < 0) return { verb: line.trimEnd().toUpperCase(), argument: '' };
  return { verb: line.slice(0, space).toUpperCase(), argument: line.slice(space + 1).trimEnd() };
}
