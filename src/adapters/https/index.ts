export { DownloadRefused, type HttpsDownloadOptions, httpsDownload } from './https-download.ts';
