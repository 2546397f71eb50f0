import { pino } from 'pino';

/** The operator's log: what the machine does, never what a message says. */
export interface Logger {
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
}

/** One JSON line per event on stdout. Passwords and message contents are cut out, should anybody ever hand them over. */
export function openLogger(name: string): Logger {
  return pino({
    name,
    base: { name },
    redact: { paths: ['password', '*.password', 'content', '*.content'], remove: true },
  });
}
