import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { PublicEntry } from '#contract';
import {
  type AnswerOf,
  asFault,
  Button,
  EmptyState,
  ErrorLine,
  formatDay,
  IconButton,
  Notice,
  Table,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { EntryDialog } from './entry-dialog.tsx';
import { Arrived, Page, Panel } from './page.tsx';
import { differencesCsv, EMPTY_ENTRY, moved } from './public-page-draft.ts';
import { hasRole } from './roles.ts';
import { useAct, useAnswer } from './use-api.ts';
import { frameWords, pagesWords } from './words.ts';

const GET = 'GET /admin/public-addresses/{organisation}';
type Answer = AnswerOf<typeof GET>;

/** Edits what everybody reads on the public page of a body. */
export function OnePublicPage() {
  const { organisation } = useParams({ strict: false }) as { readonly organisation: string };
  const pages = useTexts(pagesWords);
  const frame = useTexts(frameWords);
  const asked = useAnswer(GET, { params: { organisation } });
  return (
    <Page
      title={pages('title')}
      lead={pages('oneLead')}
      back={
        <Link className="back" to="/indirizzi">
          ← {frame('places.addresses')}
        </Link>
      }
    >
      <Arrived of={asked}>{(page) => <Editor key={page.version} organisation={organisation} page={page} />}</Arrived>
    </Page>
  );
}

function Editor({ organisation, page }: { organisation: string; page: Answer }) {
  const pages = useTexts(pagesWords);
  const mayChange = hasRole(useMe(), 'operator', 'organisation');
  const [slug, setSlug] = useState(page.slug);
  const [site, setSite] = useState(page.site ?? '');
  const [entries, setEntries] = useState<readonly PublicEntry[]>(page.entries as readonly PublicEntry[]);
  const [edited, edit] = useState<number>();
  const saving = useAct('PUT /admin/public-addresses/{organisation}', { told: pages('saved'), renews: [GET] });
  const fault = saving.error ? asFault(saving.error) : undefined;
  const isChanged = slug !== page.slug || site !== (page.site ?? '') || entries !== page.entries;
  const save = () =>
    saving.mutate({
      params: { organisation },
      query: { version: page.version },
      body: { slug, entries: [...entries], ...(site.trim() !== '' && { site: site.trim() }) },
    });
  return (
    <>
      <Panel title={pages('place')} actions={page.version > 0 && <a href={`/enti/${page.slug}`}>{pages('open')}</a>}>
        <div className="pair">
          <TextField
            label={pages('slug')}
            hint={pages('slugHint', { slug: slug || '…' })}
            value={slug}
            pattern="[a-z0-9\-]{1,80}"
            readOnly={!mayChange}
            error={fault?.of('slug')}
            onChange={(event) => setSlug(event.target.value)}
          />
          <TextField
            label={pages('site')}
            hint={pages('siteHint')}
            isOptional
            type="url"
            value={site}
            readOnly={!mayChange}
            error={fault?.of('site')}
            onChange={(event) => setSite(event.target.value)}
          />
        </div>
      </Panel>
      <Panel
        title={pages('entries')}
        actions={
          mayChange && (
            <Button size="sm" icon="plus" onClick={() => edit(entries.length)}>
              {pages('add')}
            </Button>
          )
        }
      >
        {entries.length === 0 ? (
          <EmptyState icon="list" title={pages('none')}>
            <p>{pages('noneText')}</p>
          </EmptyState>
        ) : (
          <ol className="entry-list">
            {entries.map((entry, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name of their own
              <li key={at}>
                <p>
                  <small>{entry.section}</small>
                  <strong>{entry.name}</strong>
                  <span>{entry.addresses.map(({ address }) => address).join(', ')}</span>
                </p>
                {mayChange && (
                  <span className="row-acts">
                    <IconButton
                      icon="arrow-up"
                      label={pages('up', { name: entry.name })}
                      onClick={() => setEntries(moved(entries, at, -1))}
                    />
                    <IconButton
                      icon="arrow-down"
                      label={pages('down', { name: entry.name })}
                      onClick={() => setEntries(moved(entries, at, 1))}
                    />
                    <IconButton icon="pencil" label={pages('change', { name: entry.name })} onClick={() => edit(at)} />
                    <IconButton
                      icon="delete"
                      label={pages('remove', { name: entry.name })}
                      onClick={() => setEntries(entries.toSpliced(at, 1))}
                    />
                  </span>
                )}
              </li>
            ))}
          </ol>
        )}
        <ErrorLine fault={saving.error} />
        {mayChange && (
          <div className="form-actions">
            <p className="quiet" role="status">
              {isChanged ? pages('unsaved') : ''}
            </p>
            <Button look="primary" disabled={!isChanged} isBusy={saving.isPending} onClick={save}>
              {pages('save')}
            </Button>
          </div>
        )}
      </Panel>
      <Differences page={page} />
      {edited !== undefined && (
        <EntryDialog
          entry={entries[edited] ?? { ...EMPTY_ENTRY, section: entries.at(-1)?.section ?? '' }}
          sections={[...new Set(entries.map(({ section }) => section))]}
          onDone={(entry) => {
            setEntries(edited < entries.length ? entries.with(edited, entry) : [...entries, entry]);
            edit(undefined);
          }}
          onClose={() => edit(undefined)}
        />
      )}
    </>
  );
}

/** Where IPA data say otherwise; as a file for the contact who keeps them. */
function Differences({ page: { differences, ipaAsOf } }: { page: Answer }) {
  const pages = useTexts(pagesWords);
  const language = useLanguage();
  const download = () => {
    const url = URL.createObjectURL(new Blob([differencesCsv(differences)], { type: 'text/csv' }));
    const link = Object.assign(document.createElement('a'), { href: url, download: 'differenze-ipa.csv' });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Panel
      title={pages('differences')}
      actions={
        differences.length > 0 && (
          <Button size="sm" icon="download" onClick={download}>
            {pages('forContact')}
          </Button>
        )
      }
    >
      {ipaAsOf === undefined ? (
        <p className="quiet">{pages('noIpa')}</p>
      ) : differences.length === 0 ? (
        <Notice tone="good">{pages('agrees', { day: formatDay(ipaAsOf, language) })}</Notice>
      ) : (
        <>
          <p>{pages('asOf', { day: formatDay(ipaAsOf, language) })}</p>
          <Table
            caption={pages('differences')}
            rows={differences}
            keyOf={({ what, ours, ipa }) => `${what} ${ours} ${ipa}`}
            columns={[
              { key: 'what', head: pages('what'), isHead: true, cell: ({ what }) => pages(`differ.${what}`) },
              { key: 'ours', head: pages('ours'), cell: ({ ours }) => ours ?? '—' },
              { key: 'ipa', head: 'IPA', cell: ({ ipa }) => ipa ?? '—' },
            ]}
          />
        </>
      )}
    </Panel>
  );
}
