import type { AnswerOf } from '#kit';
import { Notice, plain, Table, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

type PartAnswer = AnswerOf<'GET /mailboxes/{mailbox}/folders/{folder}/messages/{uid}/parts/{part}/view'>;
type InvoiceView = Extract<PartAnswer, { kind: 'invoice' }>;

/** An electronic invoice as people read one. */
export function Invoice({ invoice }: { readonly invoice: InvoiceView }) {
  const say = useTexts(webmailTexts);
  return (
    <article className="stack invoice">
      <h3>{plain(invoice.title)}</h3>
      <p className="invoice-total">
        <span>{say('files.total')}</span> <strong>{plain(invoice.total)}</strong>
      </p>
      <FactRows rows={invoice.rows} />
      {invoice.lines.length > 0 && (
        <Table
          caption={say('files.invoice')}
          rows={invoice.lines.map((line, at) => ({ ...line, at }))}
          keyOf={({ at }) => String(at)}
          columns={[
            { key: 'text', head: say('files.invoiceLine'), cell: ({ text }) => plain(text), isHead: true },
            { key: 'quantity', head: say('files.quantity'), cell: ({ quantity = '' }) => quantity, isNumber: true },
            { key: 'price', head: say('files.price'), cell: ({ price = '' }) => price, isNumber: true },
            { key: 'total', head: say('files.total'), cell: ({ total }) => total, isNumber: true },
          ]}
        />
      )}
      {invoice.faults.length > 0 && (
        <Notice tone="wait" title={say('files.invoiceFaults')}>
          <ul className="plain">
            {invoice.faults.map((fault) => (
              <li key={fault}>{plain(fault)}</li>
            ))}
          </ul>
        </Notice>
      )}
    </article>
  );
}

/** Names and values. */
export function FactRows({ rows }: { readonly rows: readonly { readonly label: string; readonly value: string }[] }) {
  return (
    <dl className="facts facts-card">
      {rows.map(({ label, value }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names come more than once
        <div key={`${label} ${at}`}>
          <dt>{plain(label)}</dt>
          <dd className="break">{plain(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
