import { type AnswerOf, EmptyState, formatMinute, formatNumber, Notice, useLanguage, useTexts } from '#kit';
import { areaOf, LOG_RULES } from './audit-rules.ts';
import { Contradictions } from './contradictions.tsx';
import { LogAlarms } from './log-alarms.tsx';
import { Arrived, Page, Panel } from './page.tsx';
import { useAnswer } from './use-api.ts';
import { frameWords, runningWords } from './words.ts';

/** What the auditor of the night found, rule by rule, and what to do next. */
export function Findings() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const asked = useAnswer('GET /admin/findings');
  return (
    <Page title={frame('places.findings')} lead={say('findings.lead')}>
      <LogAlarms />
      <Contradictions />
      <Arrived of={asked}>
        {({ at, total, findings }) => {
          if (at === undefined)
            return (
              <EmptyState icon="clock" title={say('findings.notYet')}>
                <p>{say('findings.notYetText')}</p>
              </EmptyState>
            );
          const when = formatMinute(at, language);
          if (total === 0)
            return (
              <Notice tone="good" title={say('findings.well')}>
                {say('findings.wellText', { when })}
              </Notice>
            );
          return (
            <>
              <Notice tone="bad" title={say('findings.count', { count: total })}>
                {say('findings.when', { when })}
                {total > findings.length &&
                  ` ${say('findings.some', { shown: formatNumber(findings.length, language) })}`}
              </Notice>
              {[...Map.groupBy(findings, ({ rule }) => rule)].map(([rule, found]) => (
                <BrokenRule key={rule} rule={rule} found={found} />
              ))}
            </>
          );
        }}
      </Arrived>
    </Page>
  );
}

type Found = AnswerOf<'GET /admin/findings'>['findings'];

/** What the rule asks and what to do now, in words; each place where it is broken as `ceralacca check` says it. */
function BrokenRule({ rule, found }: { rule: string; found: Found }) {
  const say = useTexts(runningWords);
  const area = areaOf(rule);
  const ofLog = LOG_RULES.find((one) => one === rule);
  return (
    <Panel title={ofLog === undefined ? say(`findings.areas.${area}.title`) : say(`findings.says.${ofLog}`)}>
      <p className="quiet small">{say('findings.rule', { rule })}</p>
      <p className="next">
        <strong>{say('findings.next')}</strong> {say(`findings.areas.${area}.next`)}
      </p>
      <p className="quiet small">{say('findings.details')}</p>
      <ul className="findings">
        {found.map(({ problem, identificativo, where }) => (
          <li key={`${where} ${identificativo} ${problem}`}>
            <span lang="en">{problem}</span>
            {(identificativo ?? where) !== undefined && <code>{identificativo ?? where}</code>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
