/** The message log: what was recorded, judged as an auditor does (spec 15.4). */
export { auditMessage } from './audit-message.ts';
export { historiesOf } from './stories.ts';
