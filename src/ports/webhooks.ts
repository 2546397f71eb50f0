export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

export type WebhookReply =
  | { readonly outcome: 'answered'; readonly status: number }
  /** It could not be sent, or no answer came: `text` in one clause. */
  | { readonly outcome: 'failed'; readonly text: string };

/** Hands something to a program that a holder named: an address nobody here vouches for. */
export interface WebhookSender {
  /** Why nothing will ever be sent there, in one clause; undefined: it may be tried. */
  refuses(url: string): string | undefined;
  /** Never throws for what the peer or the network does. The answer's body is not read; redirects are not followed. */
  post(post: WebhookPost): Promise<WebhookReply>;
}
