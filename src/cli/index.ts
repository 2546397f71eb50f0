/** The command line: `ceralacca …` (design 8). */
export { buildVerifyPage } from './build-verify-page.ts';
export { main } from './main.ts';
