export { EICAR, eicarScanner } from './eicar-scanner.ts';
