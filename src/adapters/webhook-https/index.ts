/** Webhooks, to addresses of the public Internet alone. */
export { isPublicAddress } from './public-address.ts';
export { type WebhookHttpsOptions, webhookHttps } from './webhook-https.ts';
