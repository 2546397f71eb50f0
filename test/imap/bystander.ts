import { setTimeout as pause } from 'node:timers/promises';
import { ImapClient, type ImapEndpoint } from './imap-client.ts';

/** Somebody who wants nothing special of the server, while others want too much. */
export class Bystander implements AsyncDisposable {
  readonly #client: ImapClient;
  #over = false;
  #worstMs = 0;
  #answers = 0;
  readonly #asking: Promise<void>;

  private constructor(client: ImapClient) {
    this.#client = client;
    this.#asking = this.#ask();
    // Told where it is asked for.
    this.#asking.catch(() => {});
  }

  static async enter(endpoint: ImapEndpoint, box: { readonly address: string; readonly password: string }) {
    const client = await ImapClient.login(endpoint, box.address, box.password);
    await client.ok('SELECT INBOX');
    return new Bystander(client);
  }

  async #ask(): Promise<void> {
    while (!this.#over) {
      const began = performance.now();
      await this.#client.ok('NOOP');
      this.#worstMs = Math.max(this.#worstMs, performance.now() - began);
      this.#answers++;
      await pause(20);
    }
  }

  /** The longest he waited for an answer since he was last asked. Rejects when one did not come. */
  async worstMs(): Promise<number> {
    const answered = this.#answers;
    while (this.#answers === answered) await Promise.race([this.#asking, pause(20)]);
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return worst;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    await this.#asking.catch(() => {});
    this.#client[Symbol.dispose]();
  }
}
