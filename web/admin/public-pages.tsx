import { Link } from '@tanstack/react-router';
import { EmptyState, MoreButton, useTexts } from '#kit';
import { ArrivedList, Page } from './page.tsx';
import { useList } from './use-api.ts';
import { frameWords, holdersWords, pagesWords } from './words.ts';

/** Which organisation's public page is to be edited. */
export function PublicPages() {
  const say = useTexts(holdersWords);
  const pages = useTexts(pagesWords);
  const frame = useTexts(frameWords);
  const list = useList('GET /admin/organisations', { query: { limit: 100 } });
  return (
    <Page title={frame('places.addresses')} lead={pages('lead')}>
      <ArrivedList of={list}>
        {list.rows.length === 0 ? (
          <EmptyState icon="pa" title={say('organisations.none')} />
        ) : (
          <ul className="link-list">
            {list.rows.map(({ id, name, ipaCode }) => (
              <li key={id}>
                <Link to="/indirizzi/$organisation" params={{ organisation: id } as never}>
                  {name}
                </Link>
                {ipaCode !== undefined && <span className="under">{say('organisations.ipa', { code: ipaCode })}</span>}
              </li>
            ))}
          </ul>
        )}
        <MoreButton {...list.more} />
      </ArrivedList>
    </Page>
  );
}
