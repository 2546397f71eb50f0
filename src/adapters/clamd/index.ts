export { type ClamdOptions, clamdScanner } from './clamd-scanner.ts';
