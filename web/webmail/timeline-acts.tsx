import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Chain } from '#contract';
import {
  api,
  asFault,
  Button,
  faultWords,
  formatBytes,
  kitTexts,
  octets,
  Progress,
  plain,
  tell,
  useLanguage,
  useTexts,
} from '#kit';
import { useChainMailbox } from './chain-mailbox.ts';
import { isReproducible } from './chain-words.ts';
import { saveFile } from './save-file.ts';
import { webmailTexts } from './webmail-texts.ts';

/** What one can do with what is proven: take it along, get lost receipts again. */
export function TimelineActs({ chain }: { readonly chain: Chain }) {
  const say = useTexts(webmailTexts);
  const language = useLanguage();
  const dossier = useDossier(chain.identificativo);
  const reproduction = useReproduction(chain.identificativo);
  return (
    <div className="timeline-acts no-print">
      <div className="row">
        <Button
          look={chain.state === 'delivered' ? 'primary' : 'outline'}
          icon="download"
          isBusy={dossier.had !== undefined}
          onClick={dossier.make}
        >
          {say('chain.actions.dossier')}
        </Button>
        {isReproducible(chain) && (
          <Button icon="restore" isBusy={reproduction.isBusy} onClick={reproduction.make}>
            {say('chain.actions.reproduce')}
          </Button>
        )}
      </div>
      {dossier.had === undefined ? (
        <p className="quiet small">
          {say('chain.actions.dossierWhy')} <a href="/verifica">{say('chain.actions.verify')}</a>.
        </p>
      ) : (
        <Progress
          label={say('chain.actions.dossierBusy')}
          value={dossier.whole === undefined ? undefined : dossier.had}
          max={dossier.whole ?? 1}
          note={formatBytes(dossier.had, language)}
        />
      )}
      {reproduction.attested.length > 0 && (
        <ul className="plain small">
          {reproduction.attested.map((name) => (
            <li key={name}>{say('chain.actions.attested', { name })}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** One file with every proof: asked for, told of as it comes, kept. */
function useDossier(identificativo: string) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const mailbox = useChainMailbox();
  const [progress, setProgress] = useState<{ had: number; whole?: number | undefined }>();
  const make = async () => {
    setProgress({ had: 0 });
    try {
      const file = await octets(
        'GET /mailboxes/{mailbox}/dossiers/{identificativo}',
        { mailbox, identificativo },
        {
          onProgress: (had, whole) => setProgress({ had, whole }),
        },
      );
      saveFile(file, `${identificativo.replaceAll(/[^\w.-]/g, '_')}.zip`);
      tell(say('chain.actions.dossierDone'), { tone: 'good' });
    } catch (thrown) {
      tell(faultWords(asFault(thrown), sayKit), { tone: 'bad' });
    } finally {
      setProgress(undefined);
    }
  };
  return { had: progress?.had, whole: progress?.whole, make: () => void make() };
}

/** Lost receipts again, from the log. */
function useReproduction(identificativo: string) {
  const say = useTexts(webmailTexts);
  const sayKit = useTexts(kitTexts);
  const queries = useQueryClient();
  const mailbox = useChainMailbox();
  const [isBusy, setBusy] = useState(false);
  const [attested, setAttested] = useState<readonly string[]>([]);
  const make = async () => {
    setBusy(true);
    try {
      const { receipts } = await api('POST /mailboxes/{mailbox}/sent/{identificativo}/reproduce', {
        mailbox,
        identificativo,
      });
      setAttested(receipts.filter(({ isOriginal }) => !isOriginal).map(({ name }) => plain(name)));
      tell(say('chain.actions.reproduceDone', { count: receipts.length }), { tone: 'good' });
      await Promise.all(
        ['chain', 'message', 'folders', 'rows'].map((name) => queries.invalidateQueries({ queryKey: [name, mailbox] })),
      );
    } catch (thrown) {
      tell(faultWords(asFault(thrown), sayKit), { tone: 'bad' });
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, attested, make: () => void make() };
}
