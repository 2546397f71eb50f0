import { type FormEvent, useState } from 'react';
import {
  type AnswerOf,
  Button,
  ErrorLine,
  formatNumber,
  Notice,
  Select,
  Table,
  TextField,
  useLanguage,
  useTexts,
} from '#kit';
import { Page, Panel } from './page.tsx';
import { useAct } from './use-api.ts';
import { frameWords, runningWords } from './words.ts';

const FAMILIES = ['enti', 'aoo', 'uo'] as const;
const MAX_SHOWN = 200;
type Verdict = AnswerOf<'POST /admin/directory/ipa'>;

/** Open data of the IPA, file by file: used to know whose an address is, and to compare the public pages. */
export function IpaImport() {
  const say = useTexts(runningWords);
  const frame = useTexts(frameWords);
  const [family, setFamily] = useState<(typeof FAMILIES)[number]>('enti');
  const [asOf, setAsOf] = useState('');
  const [file, setFile] = useState<File>();
  const [isMissing, setMissing] = useState(false);
  const doing = useAct('POST /admin/directory/ipa', { told: say('ipa.done') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(file === undefined);
    if (file !== undefined) doing.mutate({ query: { family, asOf }, body: file });
  };
  return (
    <Page title={frame('places.ipa')} lead={say('ipa.lead')}>
      <form className="form stack" onSubmit={submit}>
        <Select
          label={say('ipa.family')}
          value={family}
          onChange={(event) => setFamily(event.target.value as typeof family)}
        >
          {FAMILIES.map((one) => (
            <option key={one} value={one}>
              {say(`ipa.families.${one}`)}
            </option>
          ))}
        </Select>
        <TextField
          label={say('ipa.asOf')}
          hint={say('ipa.asOfHint')}
          type="date"
          value={asOf}
          required
          onChange={(event) => setAsOf(event.target.value)}
        />
        <TextField
          label={say('ipa.file')}
          hint={say('ipa.fileHint')}
          type="file"
          accept=".csv,.txt,text/csv"
          error={isMissing && file === undefined ? say('ipa.missing') : undefined}
          onChange={(event) => setFile(event.target.files?.[0])}
        />
        <ErrorLine fault={doing.error} />
        <div className="form-actions">
          <Button type="submit" look="primary" icon="upload" isBusy={doing.isPending}>
            {say('ipa.do')}
          </Button>
        </div>
      </form>
      <div role="status">{doing.data !== undefined && <Told verdict={doing.data} />}</div>
    </Page>
  );
}

function Told({ verdict }: { verdict: Verdict }) {
  const say = useTexts(runningWords);
  const language = useLanguage();
  const { faults, totalFaults, ...counts } = verdict;
  const shown = faults.slice(0, MAX_SHOWN);
  const number = (value: number) => formatNumber(value, language);
  return (
    <Panel title={say('ipa.result')}>
      <Notice tone={faults.length === 0 ? 'good' : 'wait'}>
        {say('ipa.counts', {
          rows: number(counts.rows),
          added: number(counts.added),
          changed: number(counts.changed),
          ceased: number(counts.ceased),
          leftOut: number(counts.leftOut),
        })}
      </Notice>
      {faults.length > 0 && (
        <Table
          caption={say('ipa.faults', { count: totalFaults })}
          isCaptionHidden={false}
          rows={shown}
          keyOf={({ row, detail }) => `${row} ${detail}`}
          columns={[
            {
              key: 'row',
              head: say('ipa.row'),
              isHead: true,
              isNumber: true,
              cell: ({ row }) => number(row),
            },
            { key: 'detail', head: say('ipa.fault'), cell: ({ detail }) => detail },
          ]}
        />
      )}
      {shown.length < totalFaults && <p className="quiet">{say('ipa.someFaults', { shown: number(shown.length) })}</p>}
    </Panel>
  );
}
