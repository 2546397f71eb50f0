import { useRef, useState } from 'react';
import { type AnswerOf, Button, ErrorLine, formatNumber, Notice, Table, useLanguage, useTexts } from '#kit';
import { Page, Panel } from './page.tsx';
import { useAct } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

type Verdict = AnswerOf<'POST /admin/bulk/mailboxes'>;
const MAX_SHOWN = 200;

/** Many mailboxes from a file: first it is judged and nothing is changed, then it is applied. */
export function Bulk() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const trying = useAct('POST /admin/bulk/mailboxes');
  const applying = useAct('POST /admin/bulk/mailboxes', {
    told: say('bulk.done'),
    renews: ['GET /admin/mailboxes', 'GET /admin/overview'],
  });
  const take = (chosen: File | undefined) => {
    if (chosen === undefined) return;
    setFile(chosen);
    applying.reset();
    trying.mutate({ query: { dryRun: 'true' }, body: chosen });
  };
  const template = URL.createObjectURL(new Blob([TEMPLATE], { type: 'text/csv' }));
  const verdict = trying.data;
  const mayApply = verdict !== undefined && verdict.faults.length === 0 && verdict.made + verdict.changed > 0;
  return (
    <Page title={frame('places.bulk')} lead={say('bulk.lead')}>
      <ol className="steps">
        <li>
          <Panel title={say('bulk.prepare')}>
            <p>{say('bulk.prepareText')}</p>
            <p>
              <code>{COLUMNS.join(', ')}</code>
            </p>
            <a href={template} download="caselle.csv">
              {say('bulk.template')}
            </a>
          </Panel>
        </li>
        <li>
          <Panel title={say('bulk.try')}>
            <p>{say('bulk.tryText')}</p>
            <input
              ref={input}
              id="bulk-file"
              className="visually-hidden"
              type="file"
              accept=".csv,text/csv"
              tabIndex={-1}
              aria-hidden="true"
              onChange={(event) => take(event.target.files?.[0])}
            />
            <Button icon="upload" isBusy={trying.isPending} onClick={() => input.current?.click()}>
              {file === undefined ? say('bulk.choose') : say('bulk.chooseOther')}
            </Button>
            {file !== undefined && <p className="quiet">{file.name}</p>}
            <ErrorLine fault={trying.error} />
            <div role="status">{verdict !== undefined && <Told verdict={verdict} isDone={false} />}</div>
          </Panel>
        </li>
        <li>
          <Panel title={say('bulk.apply')}>
            <p>
              {mayApply ? say('bulk.applyText', { count: verdict.made + verdict.changed }) : say('bulk.applyNotYet')}
            </p>
            <Button
              look="primary"
              disabled={!mayApply || applying.isSuccess}
              isBusy={applying.isPending}
              onClick={() => file && applying.mutate({ query: { dryRun: 'false' }, body: file })}
            >
              {say('bulk.doApply')}
            </Button>
            <ErrorLine fault={applying.error} />
            <div role="status">{applying.data !== undefined && <Told verdict={applying.data} isDone />}</div>
          </Panel>
        </li>
      </ol>
    </Page>
  );
}

const COLUMNS = [
  'indirizzo',
  'titolare',
  'tipo',
  'codice fiscale',
  'organizzazione',
  'ufficio',
  'spazio MiB',
  'contatto',
];
/** Columns as the template calls them, by the names of the API. */
const CALLED: Readonly<Record<string, string>> = {
  address: 'indirizzo',
  holder: 'titolare',
  holderKind: 'tipo',
  taxCode: 'codice fiscale',
  organisation: 'organizzazione',
  office: 'ufficio',
  quotaMiB: 'spazio MiB',
  contactAddress: 'contatto',
};
const TEMPLATE = `\u{feff}${COLUMNS.join(';')}\r\nprotocollo@pec.comune.example;Comune di Esempio;ente;01234567890;;;2000;ced@comune.example\r\n`;

/** How many would be made, or were; and what is wrong, line by line. */
function Told({ verdict, isDone }: { verdict: Verdict; isDone: boolean }) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  const { rows, made, changed, same, faults } = verdict;
  const counts = { rows, made, changed, same };
  return (
    <div className="stack">
      <Notice
        tone={faults.length > 0 ? 'bad' : 'good'}
        title={
          isDone
            ? say('bulk.applied')
            : faults.length > 0
              ? say('bulk.hasFaults', { count: faults.length })
              : say('bulk.isGood')
        }
      >
        <p>{isDone ? say('bulk.wasDone', counts) : say('bulk.wouldDo', counts)}</p>
      </Notice>
      {faults.length > 0 && (
        <Table
          caption={say('bulk.faults')}
          isCaptionHidden={false}
          rows={faults.slice(0, MAX_SHOWN)}
          keyOf={(fault) => `${fault.row} ${fault.column} ${fault.detail}`}
          columns={[
            {
              key: 'row',
              head: say('bulk.row'),
              isHead: true,
              isNumber: true,
              cell: ({ row }) => formatNumber(row, language),
            },
            {
              key: 'column',
              head: say('bulk.column'),
              cell: ({ column }) => (column && CALLED[column]) ?? column ?? '—',
            },
            { key: 'detail', head: say('bulk.fault'), cell: ({ detail }) => detail },
          ]}
        />
      )}
    </div>
  );
}
