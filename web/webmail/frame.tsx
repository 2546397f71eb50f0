import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Header, Icon, plain, SkipLink, useMe, useTexts } from '#kit';
import { useAccount } from './desk.tsx';
import { boxesQuery } from './mail-queries.ts';
import { webmailTexts } from './webmail-texts.ts';
import { writeTexts } from './write-texts.ts';

const ADMIN = '/admin/';

/** Around every page that is not the desk: the bar, the way back, one column. */
export function Frame({ mailbox, children }: { readonly mailbox?: string | undefined; readonly children: ReactNode }) {
  const say = useTexts(writeTexts);
  const me = useMe();
  const account = useAccount();
  const box = useBox(mailbox);
  const sayDesk = useTexts(webmailTexts);
  const home = mailbox === undefined ? '/' : `/posta/${mailbox}`;
  const isStaff = me !== undefined && me.boxes.length === 0 && me.roles.length > 0;
  return (
    <div className="framed">
      <SkipLink />
      <Header
        home={isStaff ? ADMIN : home}
        isSandbox={me?.isSandbox ?? false}
        context={
          isStaff ? (
            <a className="frame-back" href={ADMIN}>
              <Icon name="arrow-left" size="sm" />
              <span className="frame-back-words">{sayDesk('folders.admin')}</span>
            </a>
          ) : (
            <Link className="frame-back" to={home as string}>
              <Icon name="arrow-left" size="sm" />
              <span className="frame-back-words">{box === undefined ? say('page.back') : plain(box.address)}</span>
              {box !== undefined && <span className="visually-hidden">{say('page.back')}</span>}
            </Link>
          )
        }
        account={account}
      />
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** The box, as it stands for who is signed in. */
export function useBox(mailbox: string | undefined) {
  const me = useMe();
  const { data: boxes = me?.boxes ?? [] } = useQuery(boxesQuery);
  return boxes.find(({ id }) => id === mailbox);
}
