/** The command line: `ceralacca …` (design 8). */
export { main } from './main.ts';
