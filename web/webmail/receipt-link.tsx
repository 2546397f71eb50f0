import { Link } from '@tanstack/react-router';
import type { ChainStep } from '#contract';
import { Icon, useTexts } from '#kit';
import { useChainMailbox } from './chain-mailbox.ts';
import { webmailTexts } from './webmail-texts.ts';

/** The receipt of a step, one click away; or that it is not there any more. */
export function ReceiptLink({ proof, label }: { readonly proof: ChainStep['proof']; readonly label: string }) {
  const say = useTexts(webmailTexts);
  const mailbox = useChainMailbox();
  if (proof.kind === 'none') return null;
  if (proof.kind === 'reproducible') return <p className="quiet small">{say('chain.lost')}</p>;
  return (
    <Link
      to="/posta/$mailbox/$folder/$uid"
      params={{ mailbox, folder: proof.folder, uid: String(proof.uid) }}
      className="receipt-link no-print"
      aria-label={label}
    >
      <Icon name="seal" size="xs" />
      {say('chain.receipt')}
    </Link>
  );
}
