import { useEffect, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from './button.tsx';
import { Icon } from './icon.tsx';
import { kitTexts } from './kit-texts.ts';
import { announcements, dismiss, type Note, notes } from './notes.ts';
import { useTexts } from './texts.ts';

const SHOWN_MS = 7_000;
const SHOWN_WITH_UNDO_MS = 12_000;

/** Where notes appear and are read out, once a page. */
export function StatusRegion() {
  const shown = useSyncExternalStore(notes.subscribe, notes.get);
  const spoken = useSyncExternalStore(announcements.subscribe, announcements.get);
  return (
    <>
      <div className="notes" role="status" aria-live="polite" aria-relevant="additions">
        {shown.map((note) => (
          <NoteBox key={note.id} note={note} />
        ))}
      </div>
      <div className="visually-hidden" role="log" aria-live="polite">
        {spoken}
      </div>
    </>
  );
}

function NoteBox({ note }: { readonly note: Note }) {
  const say = useTexts(kitTexts);
  const [isHeld, hold] = useState(false);
  useEffect(() => {
    if (isHeld || note.tone === 'bad') return;
    const timer = setTimeout(() => dismiss(note.id), note.undo === undefined ? SHOWN_MS : SHOWN_WITH_UNDO_MS);
    return () => clearTimeout(timer);
  }, [note, isHeld]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays as long as somebody is at it
    <div
      className={`note note-${note.tone}`}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <Icon
        name={note.tone === 'bad' ? 'warning-circle' : note.tone === 'good' ? 'check-circle' : 'info-circle'}
        size="sm"
      />
      <p>{note.text}</p>
      {note.undo !== undefined && (
        <Button
          look="quiet"
          size="sm"
          onClick={() => {
            dismiss(note.id);
            note.undo?.();
          }}
        >
          {say('actions.undo')}
        </Button>
      )}
      <IconButton icon="close" label={say('actions.close')} onClick={() => dismiss(note.id)} />
    </div>
  );
}
