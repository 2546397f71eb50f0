import { useState } from 'react';
import { type AnswerOf, Button, formatMinute, Table, useLanguage, useMe, useTexts } from '#kit';
import { NoteDialog } from './note-dialog.tsx';
import { Panel } from './page.tsx';
import { hasRole } from './roles.ts';
import { levelsWords, runningWords } from './words.ts';

type Malfunction = AnswerOf<'GET /admin/service-levels'>['malfunctions'][number];

/** The register of malfunctions, each with what was done since; notes are added to what is open. */
export function MalfunctionsPanel({ malfunctions }: { malfunctions: readonly Malfunction[] }) {
  const say = useTexts(levelsWords);
  const running = useTexts(runningWords);
  const language = useLanguage();
  const isOperator = hasRole(useMe(), 'operator');
  const [noted, setNoted] = useState<Malfunction>();
  const when = (at: string) => formatMinute(at, language);
  const noteOf = (malfunction: Malfunction) => (
    <Button
      size="sm"
      aria-label={say('malfunctions.noteOf', { when: when(malfunction.at) })}
      onClick={() => setNoted(malfunction)}
    >
      {say('malfunctions.note')}
    </Button>
  );
  return (
    <Panel title={say('malfunctions.title')}>
      <Table
        caption={say('malfunctions.title')}
        rows={malfunctions}
        keyOf={({ id }) => id}
        empty={<p className="quiet">{say('malfunctions.none')}</p>}
        columns={[
          { key: 'at', head: running('log.at'), cell: ({ at }) => when(at) },
          { key: 'code', head: say('malfunctions.code'), isHead: true, cell: ({ code }) => code },
          {
            key: 'text',
            head: say('malfunctions.text'),
            cell: ({ text, notes }) => (
              <>
                {text}
                {notes.map((note) => (
                  <small key={`${note.at} ${note.text}`} className="note-line">
                    {`${when(note.at)}: ${note.text}`}
                  </small>
                ))}
              </>
            ),
          },
          {
            key: 'state',
            head: say('malfunctions.state'),
            cell: (malfunction) => (
              <>
                {malfunction.closedAt === undefined
                  ? say('malfunctions.isOpen')
                  : say('malfunctions.closed', { when: when(malfunction.closedAt) })}
                {malfunction.reportedAt !== undefined && (
                  <small className="note-line">
                    {say('malfunctions.reported', { when: when(malfunction.reportedAt) })}
                  </small>
                )}
                {isOperator && malfunction.closedAt === undefined && <div>{noteOf(malfunction)}</div>}
              </>
            ),
          },
        ]}
      />
      {noted !== undefined && <NoteDialog malfunction={noted} onClose={() => setNoted(undefined)} />}
    </Panel>
  );
}
