import type { AuditReport } from '#provider';
import { cell } from './print.ts';

/** How the provider was named on the command line: so it is named in the commands to try next. */
export interface NamedBy {
  readonly config?: string;
  readonly data?: string;
  readonly provider?: string;
  readonly id?: string;
}

type Broken = AuditReport['rules'][number];

/** A report for a person: by rule what it demands, what was found, and what to look at next. */
export function describeAudit({ rules, total, at, durationMs }: AuditReport, by: NamedBy): string {
  const when = `${at}, ${(durationMs / 1_000).toFixed(1)} s`;
  if (total === 0) return `${by.id === undefined ? 'Every invariant holds' : 'Nothing is found in it'} (${when}).\n`;
  const found = total === 1 ? '1 finding' : `${total} findings`;
  const broken = rules.length === 1 ? '1 rule' : `${rules.length} rules`;
  return `${rules.map((rule) => describeRule(rule, by)).join('\n')}\n${found}, ${broken} broken (${when}).\n`;
}

function describeRule({ rule, says, next, total, findings }: Broken, by: NamedBy): string {
  const lines = [`${rule}: ${says}`];
  for (const { where, what, identificativo } of findings) {
    lines.push(`  ${cell(where)}  ${cell(what)}`);
    if (identificativo !== undefined)
      lines.push(`    ceralacca log search ${optionsOf(by)}--id ${quoted(cell(identificativo))}`);
  }
  if (total > findings.length) lines.push(`  … and ${total - findings.length} more (--limit)`);
  return `${[...lines, `  ${next}`].join('\n')}\n`;
}

function optionsOf(by: NamedBy): string {
  return (['config', 'data', 'provider'] as const)
    .flatMap((name) => (by[name] === undefined ? [] : [`--${name} ${quoted(by[name])} `]))
    .join('');
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
