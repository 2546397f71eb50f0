/** Client of the HTTP API of a Ceralacca provider: nothing but `fetch` and WebCrypto, for Node 20 or later and for browsers. */
export {
  type Answer,
  type Asking,
  type CallOptions,
  CeralaccaClient,
  type ClientOptions,
  type Credentials,
  type EndpointName,
  type EventsOptions,
} from './client.ts';
export { isAfter } from './cursor.ts';
export * from './endpoints.ts';
export { CeralaccaProblem, type Problem } from './problem.ts';
export { readWebhook, type WebhookBody, type WebhookCheck, WebhookRefused } from './webhook.ts';
