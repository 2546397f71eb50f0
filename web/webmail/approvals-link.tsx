import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { BoxView } from '#contract';
import { formatNumber, Icon, useLanguage, useMe, useTexts } from '#kit';
import { approvalsQuery, delegatesQuery } from './team-queries.ts';
import { webmailTexts } from './webmail-texts.ts';

/** How many messages of others wait for me to let them go; nothing where none does. */
export function ApprovalsLink({ box }: { readonly box: BoxView }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const me = useMe();
  const isOwn = box.level === 'own';
  const delegates = useQuery({ ...delegatesQuery(box.id), enabled: !isOwn && box.maySend });
  const isApprover = isOwn || delegates.data?.find(({ login }) => login === me?.login)?.mayApprove === true;
  const waiting = useQuery({ ...approvalsQuery(box.id), enabled: isApprover && box.maySend });
  const count = waiting.data?.filter(({ by }) => by !== me?.login).length ?? 0;
  if (count === 0) return null;
  return (
    <li>
      <Link className="side-link folder folder-unread" to={`/approvazioni/${box.id}` as string}>
        <Icon name="check-circle" size="sm" />
        <span className="folder-name">{say('folders.approvals')}</span>
        <span className="folder-count">
          <span aria-hidden="true">{formatNumber(count, language)}</span>
          <span className="visually-hidden">{say('folders.toApprove', { count })}</span>
        </span>
      </Link>
    </li>
  );
}
