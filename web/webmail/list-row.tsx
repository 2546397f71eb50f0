import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { MailRow } from '#contract';
import { formatDay, formatInstant, formatShort, Icon, plain, useLanguage, useTexts } from '#kit';
import type { FolderSearch } from './paths.ts';
import { namedIn, shortName } from './row-words.ts';
import { StateBadge } from './state-badge.tsx';
import { useNames } from './use-people.ts';
import { webmailTexts } from './webmail-texts.ts';

interface Props {
  readonly row: MailRow;
  readonly mailbox: string;
  readonly folder: string;
  readonly search: FolderSearch;
  readonly position: number;
  readonly total: number;
  readonly top: number;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  /** The one that holds the keyboard's place. */
  readonly isCurrent: boolean;
  readonly now: number;
  readonly onChoose: (row: MailRow, position: number, isRange: boolean) => void;
  readonly onFocus: (position: number) => void;
}

/** One message in the list: who, what, when, and in what state. */
export const ListRow = memo(function ListRow(props: Props) {
  const { row, mailbox, folder, search, position, total, top, isOpen, isChosen, isCurrent, now } = props;
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const subject = row.subject === '' ? say('list.noSubject') : plain(row.subject);
  const classes = [
    'mail-row',
    isOpen && 'mail-row-open',
    isChosen && 'mail-row-chosen',
    !row.isSeen && 'mail-row-unread',
  ];
  return (
    <li
      className={classes.filter((one) => one !== false).join(' ')}
      style={{ transform: `translateY(${top}px)` }}
      aria-posinset={position + 1}
      aria-setsize={total}
      data-position={position}
    >
      <span className="mail-check">
        <input
          type="checkbox"
          checked={isChosen}
          tabIndex={isCurrent ? 0 : -1}
          aria-label={say('list.select', { subject })}
          onChange={() => {}}
          onClick={(event) => props.onChoose(row, position, event.shiftKey)}
        />
      </span>
      <Link
        to="/posta/$mailbox/$folder/$uid"
        params={{ mailbox, folder, uid: String(row.uid) }}
        search={row.folder === folder ? { ...search, of: undefined } : { ...search, of: row.folder }}
        className="mail-link"
        aria-current={isOpen ? 'true' : undefined}
        tabIndex={isCurrent ? 0 : -1}
        onFocus={() => props.onFocus(position)}
      >
        {!row.isSeen && <span className="visually-hidden">{say('list.unread')}. </span>}
        <span className="mail-who">
          <Who row={row} />
        </span>
        <time className="mail-when" dateTime={row.at} title={formatInstant(row.at, language)}>
          {formatShort(row.at, language, now)}
        </time>
        <span className="mail-subject">{subject}</span>
        <span className="mail-marks">
          {row.hasAttachments && <Icon name="clip" size="xs" label={say('list.attachments')} />}
          {row.isAnswered && <Icon name="reply" size="xs" label={say('list.answered')} />}
          {row.isFlagged && <Icon name="star-full" size="xs" label={say('list.flagged')} />}
        </span>
        <span className="mail-state">
          <StateBadge row={row} />
          {row.labels.slice(0, 2).map((label) => (
            <span className="label-chip" key={label}>
              {plain(label)}
            </span>
          ))}
          {row.charge !== undefined && <Charge mailbox={mailbox} charge={row.charge} />}
        </span>
      </Link>
    </li>
  );
});

function Who({ row }: { readonly row: MailRow }) {
  const say = useTexts(webmailTexts);
  const { isTo, people } = namedIn(row);
  const names = people.slice(0, 3).map((person) => plain(shortName(person)));
  const more = people.length > names.length ? ` +${people.length - names.length}` : '';
  return isTo ? say('list.to', { names: `${names.join(', ')}${more}` }) : names.join(', ');
}

function Charge({ mailbox, charge }: { readonly mailbox: string; readonly charge: NonNullable<MailRow['charge']> }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const nameOf = useNames(mailbox);
  const assignee = charge.assignee === undefined ? undefined : nameOf(charge.assignee);
  const who =
    charge.state === 'done'
      ? say('list.done')
      : assignee === undefined
        ? say('list.open')
        : say('list.assigned', { name: assignee.name });
  const due =
    charge.dueOn === undefined || charge.state === 'done'
      ? ''
      : ` · ${say('list.dueOn', { date: formatDay(charge.dueOn, language) })}`;
  return (
    <span className="label-chip" title={assignee?.title}>
      {`${who}${due}`}
    </span>
  );
}

/** The place of a row that is still on its way. */
export function RowPlace({
  top,
  position,
  total,
}: {
  readonly top: number;
  readonly position: number;
  readonly total: number;
}) {
  return (
    <li
      className="mail-row mail-row-coming"
      style={{ transform: `translateY(${top}px)` }}
      aria-posinset={position + 1}
      aria-setsize={total}
    >
      <span aria-hidden="true" className="skeleton-line mail-coming-1" />
      <span aria-hidden="true" className="skeleton-line mail-coming-2" />
      <span aria-hidden="true" className="skeleton-line mail-coming-3" />
    </li>
  );
}
