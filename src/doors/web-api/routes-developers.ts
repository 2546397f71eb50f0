import { type developerEndpoints, Refusal, type Sentence } from '#contract';
import { sliceRope } from '#mime';
import {
  type Bearers,
  type CredentialBook,
  type EventFeed,
  eventOctets,
  type Recording,
  type WebhookBook,
} from '#notifying';
import type { Blobs, Mailbox, Store } from '#ports';
import { type Ground, personOf, recordNoted } from '#sign-in';
import type { ServerEvent } from './answer.ts';
import { signedIn } from './let-in.ts';
import type { Routes } from './routes.ts';
import { wholeMailbox } from './whole-mailbox.ts';

export interface DeveloperPorts {
  readonly feed: EventFeed;
  readonly webhooks: WebhookBook;
  readonly credentials: CredentialBook;
  readonly bearers: Pick<Bearers, 'accessToken'>;
  readonly store: Pick<Store, 'searchLog' | 'message'>;
  readonly blobs: Pick<Blobs, 'read'>;
  readonly ground: Ground;
}

/** Events, webhooks, tokens and clients: what programs are made with. */
export function developerRoutes(ports: DeveloperPorts): Routes<typeof developerEndpoints> {
  const { feed, webhooks, credentials, store, blobs, ground } = ports;
  return {
    'POST /oauth/token': async ({ body }, call) => {
      if (body.grant_type === undefined) throw invalidRequest(NO_GRANT);
      if (body.grant_type !== 'client_credentials') throw unsupportedGrant();
      const given = clientOf(body, call.header('authorization'));
      const { token, expiresInS, scopes } = await ports.bearers.accessToken({ ...given, scope: body.scope });
      return { access_token: token, token_type: 'Bearer', expires_in: expiresInS, scope: scopes.join(' ') };
    },
    'GET /credentials': async (_, { visitor }) => [...(await credentials.list(visitor.login))],
    'POST /credentials': async ({ body }, call) => {
      const what = { kind: 'token-made', about: body.name } as const;
      const owner = personOf(signedIn(call).standing);
      return await credentials.make(owner.login, body, (make) => recordNoted(ground, owner, what, make));
    },
    'DELETE /credentials/{credential}': async ({ params }, { visitor }) =>
      await credentials.revoke(visitor.login, params.credential),

    'GET /mailboxes/{mailbox}/events': async ({ query: { after, limit, wait } }, call) => {
      const mailbox = wholeMailbox(call.box);
      if (call.accepts('text/event-stream')) {
        // Judged while it can still be answered: in a stream a refusal would be a break, and every break is tried again.
        const from = await feed.begin(call.header('last-event-id') ?? after);
        return { events: streamed(feed, mailbox, from, call.signal) };
      }
      const asked = { limit, ...(after !== undefined && { after }) };
      const page =
        wait > 0
          ? await feed.poll(mailbox, { ...asked, waitMs: wait * 1_000 }, call.signal)
          : await feed.page(mailbox, asked);
      return { ...page, events: [...page.events] };
    },
    'GET /mailboxes/{mailbox}/events/{event}/raw': async ({ params }, call) => {
      const { rope, size, sha256 } = await eventOctets(wholeMailbox(call.box), params.event, store);
      return {
        type: 'message/rfc822',
        name: `${params.event}.eml`,
        isDownload: true,
        tag: sha256,
        body: { size, read: (start, end) => blobs.read(sliceRope(rope, start, end)) },
      };
    },

    'GET /mailboxes/{mailbox}/webhooks': async (_, { box }) => [...(await webhooks.list(wholeMailbox(box)))],
    'POST /mailboxes/{mailbox}/webhooks': async ({ body }, { box, visitor }) => {
      const mailbox = wholeMailbox(box);
      const what = { kind: 'webhook-made', about: new URL(body.url).host } as const;
      const commit: Recording = (make) => recordNoted(ground, { login: mailbox.address, mailbox }, what, make);
      return await webhooks.make(mailbox, body, { by: visitor.login, commit });
    },
    'PATCH /mailboxes/{mailbox}/webhooks/{webhook}': async ({ params, body }, { box, visitor }) =>
      await webhooks.change(wholeMailbox(box), params.webhook, body, visitor.login),
    'DELETE /mailboxes/{mailbox}/webhooks/{webhook}': async ({ params }, { box }) =>
      await webhooks.remove(wholeMailbox(box), params.webhook),
    'POST /mailboxes/{mailbox}/webhooks/{webhook}/trial': async ({ params }, { box }) =>
      await webhooks.trial(wholeMailbox(box), params.webhook),
    'GET /mailboxes/{mailbox}/webhooks/{webhook}/tries': async ({ params, query }, { box }) =>
      await webhooks.tries(wholeMailbox(box), params.webhook, query),
  };
}

async function* streamed(
  feed: EventFeed,
  mailbox: Mailbox,
  after: string,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  for await (const event of feed.stream(mailbox, after, signal))
    yield { id: event.cursor, event: event.type, data: event };
}

/** In the header (RFC 6749 2.3.1: both form-encoded) or in the body, never in both. */
function clientOf(
  body: { readonly client_id?: string | undefined; readonly client_secret?: string | undefined },
  authorization: string | undefined,
): { readonly clientId: string; readonly clientSecret: string } {
  const { client_id: clientId, client_secret: clientSecret } = body;
  const basic = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) {
    if (authorization === undefined && clientId !== undefined && clientSecret !== undefined)
      return { clientId, clientSecret };
    throw invalidRequest(NO_CLIENT);
  }
  const [id, ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  if (clientSecret !== undefined || (clientId !== undefined && clientId !== id) || secret.length === 0)
    throw invalidRequest(NO_CLIENT);
  try {
    return { clientId: formDecoded(id!), clientSecret: formDecoded(secret.join(':')) };
  } catch {
    throw invalidRequest(NO_CLIENT);
  }
}

const formDecoded = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));

const unsupportedGrant = () =>
  new Refusal(
    'invalid',
    'unsupported_grant_type',
    {
      it: 'L’unico grant_type è client_credentials.',
      en: 'The only grant_type is client_credentials.',
      de: 'Der einzige grant_type ist client_credentials.',
    },
    { members: { error: 'unsupported_grant_type' } },
  );

const NO_CLIENT: Sentence = {
  it: 'Indicare il client e il suo segreto: nell’intestazione Authorization (Basic) o nel corpo, non in entrambi.',
  en: 'Name the client and its secret: in the header Authorization (Basic) or in the body, not in both.',
  de: 'Geben Sie den Client und sein Geheimnis an: im Feld Authorization (Basic) oder im Inhalt, nicht in beiden.',
};
const NO_GRANT: Sentence = {
  it: 'Manca grant_type: è client_credentials.',
  en: 'grant_type is missing: it is client_credentials.',
  de: 'grant_type fehlt: Es ist client_credentials.',
};

const invalidRequest = (why: Sentence) =>
  new Refusal('invalid', 'invalid_request', why, { members: { error: 'invalid_request' } });
