import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, Badge, Button, buttonClass, ErrorLine, formatDay, plain, tell, useLanguage, useTexts } from '#kit';
import { type Kept, useKept } from './room-kept.tsx';
import { roomTexts } from './room-texts.ts';
import { useDoing } from './use-doing.ts';
import { writeTexts } from './write-texts.ts';
import type { Suggestion } from './write-use-combobox.ts';

/** What the directories that the provider imported (IPA) have for these words; nothing where there is nothing. */
export function DirectoryFinds({ mailbox, text }: { readonly mailbox: string; readonly text: string }) {
  const say = useTexts(roomTexts);
  const { data } = useQuery({
    queryKey: ['addresses', mailbox, text],
    queryFn: ({ signal }) => api('GET /mailboxes/{mailbox}/addresses', { mailbox }, { query: { text }, signal }),
    enabled: text !== '',
  });
  const found = text === '' ? [] : (data ?? []).filter(({ from }) => from === 'ipa');
  if (found.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="directory">
      <h2 id="directory">{say('contacts.directory')}</h2>
      <p className="quiet small">{say('contacts.directoryWhy')}</p>
      <ul className="plain lines">
        {found.map((one) => (
          <Find key={one.address} mailbox={mailbox} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Find({ mailbox, one }: { readonly mailbox: string; readonly one: Suggestion }) {
  const say = useTexts(roomTexts);
  const sayWrite = useTexts(writeTexts);
  const language = useLanguage();
  const { save } = useKept(mailbox, 'contacts');
  const doing = useDoing();
  const { name, address, kind, asOf } = one;
  const title = name === '' ? address : name;
  const keep = () =>
    void doing.go(async () => {
      const kept: Pick<Kept<'contacts'>, 'name' | 'addresses' | 'groups'> = {
        name: title,
        addresses: [{ address, kind }],
        groups: [],
      };
      await save(kept);
      tell(say('act.saved'), { tone: 'good' });
    });
  return (
    <li className="line">
      <div>
        <strong className="break">{plain(title)}</strong>
        <p className="small break">
          {plain(address)}{' '}
          {kind !== 'unknown' && <Badge tone={kind === 'certified' ? 'good' : 'wait'}>{sayWrite(`to.${kind}`)}</Badge>}
        </p>
        {asOf !== undefined && <p className="quiet small">{sayWrite('to.ipa', { date: formatDay(asOf, language) })}</p>}
        <ErrorLine fault={doing.fault} />
      </div>
      <div className="row">
        <Link
          className={buttonClass({ size: 'sm' })}
          to={`/scrivi/${mailbox}` as string}
          search={{ a: address } as never}
          aria-label={say('contacts.writeTo', { name: title })}
        >
          {say('contacts.write')}
        </Link>
        <Button
          size="sm"
          look="quiet"
          isBusy={doing.isBusy}
          aria-label={say('contacts.keepOf', { name: title })}
          onClick={keep}
        >
          {say('contacts.keep')}
        </Button>
      </div>
    </li>
  );
}
