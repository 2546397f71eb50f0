/** The message log: what was recorded, judged as an auditor does (spec 15.4). */
export { type AuditFinding, type AuditQuestion, auditLog } from './audit-log.ts';
