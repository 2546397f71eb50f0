/** The command line: `ceralacca …`. */
export { buildVerifyPage } from './build-verify-page.ts';
export { main } from './main.ts';
