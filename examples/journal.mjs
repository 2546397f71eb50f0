import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/**
 * Events on disk, one a line, each once: the last whole line says where to go on, so that an event and the place behind it are kept by the
 * same write. A line that was cut off by a crash is cut away; its event comes again.
 */
export class Journal {
  #file;
  #cursor;

  constructor(path) {
    const text = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    const whole = text.subarray(0, text.lastIndexOf(0x0a) + 1);
    const lines = whole
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    this.#cursor = lines.length === 0 ? undefined : JSON.parse(lines.at(-1)).cursor;
    this.#file = openSync(path, 'a');
    ftruncateSync(this.#file, whole.length);
  }

  /** Cursor of the last event that is kept; undefined: none. */
  get cursor() {
    return this.#cursor;
  }

  /** They are on the disk when it returns. */
  append(events) {
    if (events.length === 0) return;
    writeSync(this.#file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    fsyncSync(this.#file);
    this.#cursor = events.at(-1).cursor;
  }

  close() {
    closeSync(this.#file);
  }
}
