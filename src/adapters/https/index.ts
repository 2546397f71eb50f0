export { answersAt } from './answers-at.ts';
export { DownloadRefused, type HttpsDownloadOptions, httpsDownload } from './https-download.ts';
export { isPublicAddress } from './public-address.ts';
export { type WebhookHttpsOptions, webhookHttps } from './webhook-https.ts';
