export { answersAt } from './answers-at.ts';
export { DownloadRefused, type HttpsDownloadOptions, httpsDownload } from './https-download.ts';
