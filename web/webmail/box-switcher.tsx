import { useNavigate } from '@tanstack/react-router';
import type { BoxView } from '#contract';
import { formatDay, Icon, Menu, plain, useLanguage, useTexts } from '#kit';
import { webmailTexts } from './webmail-texts.ts';

/** Which box one is in; with several, a menu of them with what is unread in each. */
export function BoxSwitcher({
  boxes,
  current,
}: {
  readonly boxes: readonly BoxView[];
  readonly current: BoxView | undefined;
}) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const navigate = useNavigate();
  if (current === undefined) return null;
  const face = (
    <span className="box-face">
      <span className="box-address">{plain(current.address)}</span>
      {boxes.length > 1 && <Icon name="expand" size="sm" />}
    </span>
  );
  if (boxes.length < 2) return <div className="box-only">{face}</div>;
  return (
    <Menu
      label={`${say('box.switch')}: ${current.address}`}
      className="header-button box-button"
      side="start"
      face={face}
      items={boxes.map((box) => ({
        label: plain(box.address),
        note: noteOf(box),
        isChosen: box.id === current.id,
        run: () => void navigate({ to: '/posta/$mailbox', params: { mailbox: box.id } }),
      }))}
    />
  );

  function noteOf({ level, expiresAt, unread, holder }: BoxView): string {
    const whose =
      level === 'own' ? say('box.own') : `${plain(holder)}${level === 'read' ? ` · ${say('box.readOnly')}` : ''}`;
    const until = expiresAt === undefined ? '' : ` · ${say('box.until', { date: formatDay(expiresAt, language) })}`;
    return `${whose}${until}${unread > 0 ? ` · ${say('folders.unread', { count: unread })}` : ''}`;
  }
}
