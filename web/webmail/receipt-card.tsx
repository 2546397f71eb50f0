import { Link } from '@tanstack/react-router';
import type { MessageView } from '#contract';
import { buttonClass, formatInstant, Icon, plain, useLanguage, useTexts } from '#kit';
import { useMessagePlace } from './message-place.ts';
import { TrustBar } from './trust-bar.tsx';
import { webmailTexts } from './webmail-texts.ts';

/** A receipt in plain words: what it proves, about which message. */
export function ReceiptCard({ view }: { readonly view: MessageView }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const { mailbox } = useMessagePlace();
  const { certification, row, trust, chain } = view;
  const told =
    certification?.deliveredTo ??
    (certification?.recipients.length === 1 ? certification.recipients[0]?.address : undefined);
  const identificativo = chain?.identificativo ?? certification?.identificativo;
  return (
    <div className="stack">
      {row.receipt !== undefined && <p className="page-lead">{say(`receipt.proves.${row.receipt}`)}</p>}
      {certification !== undefined && (
        <dl className="facts facts-card">
          <Fact name={say('receipt.of')} value={plain(chain?.subject ?? row.subject)} />
          {told !== undefined && <Fact name={say('receipt.recipient')} value={plain(told)} />}
          <Fact name={say('receipt.at')} value={formatInstant(certification.at, language)} />
          <Fact name={say('receipt.provider')} value={plain(certification.provider)} />
          {certification.errorText !== undefined && (
            <Fact name={say('receipt.error')} value={plain(certification.errorText)} />
          )}
        </dl>
      )}
      {identificativo !== undefined && (
        <div className="row no-print">
          <Link
            to="/posta/$mailbox/prova/$identificativo"
            params={{ mailbox, identificativo }}
            className={buttonClass()}
          >
            <Icon name="seal" size="sm" />
            {say('chain.actions.showChain')}
          </Link>
        </div>
      )}
      <TrustBar trust={trust} certification={certification} from={view.message.from[0]} kind={row.kind} />
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="break">{value}</dd>
    </div>
  );
}
