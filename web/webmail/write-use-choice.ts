import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Draft, Letter } from '#contract';
import { api, tell, useTexts } from '#kit';
import type { Saver, SaveState } from './write-saver.ts';
import { writeTexts } from './write-texts.ts';

/**
 * What the writer chooses when the draft was changed, sent or thrown away elsewhere. Of two versions the one not chosen stays among the drafts:
 * whatever is chosen, no word is lost.
 */
export function useChoice(
  { mailbox, draft, mine }: { readonly mailbox: string; readonly draft: Draft; readonly mine: Letter },
  { saver, state }: { readonly saver: Saver<Letter>; readonly state: SaveState },
  onFault: (fault: unknown) => void,
) {
  const say = useTexts(writeTexts);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const place = { mailbox, draft: draft.id };
  const keep = (letter: Letter) => api('POST /mailboxes/{mailbox}/drafts', { mailbox }, { body: { letter } });
  const theirs = async () => (await api('GET /mailboxes/{mailbox}/drafts/{draft}', place)) as Draft;
  const trying = (act: () => Promise<void>) => async () => {
    onFault(undefined);
    await act().catch(onFault);
  };
  return {
    mine: trying(async () => {
      if (state.is === 'gone') {
        const { id } = await keep(mine);
        saver.stop();
        await navigate({ to: `/scrivi/${mailbox}` as string, search: { bozza: id } as never, replace: true });
        return;
      }
      await keep((await theirs()).letter);
      await saver.keepMine();
      tell(say('saved.theirsKept'), { tone: 'good' });
    }),
    theirs: trying(async () => {
      if (state.is === 'gone') {
        saver.stop();
        await navigate({ to: '/posta/$mailbox', params: { mailbox } });
        return;
      }
      await keep(mine);
      const opened = await theirs();
      saver.stop();
      queries.setQueryData(['draft', mailbox, draft.id], opened);
      tell(say('saved.mineKept'), { tone: 'good' });
    }),
  };
}
