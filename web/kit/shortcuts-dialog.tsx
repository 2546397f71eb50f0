import { Fragment, useEffect, useState } from 'react';
import { Dialog } from './dialog.tsx';
import { kitTexts } from './kit-texts.ts';
import { activeShortcuts, addShortcuts, listenToKeys, type Shortcut } from './shortcuts.ts';
import { useTexts } from './texts.ts';

/** Shortcuts that hold as long as the component stands; give a list that is the same from render to render. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => addShortcuts(shortcuts), [shortcuts]);
}

/** Listens to the keyboard and lists what it can, at `?`; once a page. */
export function ShortcutsPlace() {
  const say = useTexts(kitTexts);
  const [isOpen, open] = useState(false);
  useEffect(() => listenToKeys(window), []);
  useEffect(
    () =>
      addShortcuts([
        { keys: '?', does: say('shortcuts.show'), group: say('shortcuts.general'), run: () => open(true) },
      ]),
    [say],
  );
  useEffect(() => {
    const show = () => open(true);
    window.addEventListener('ceralacca:shortcuts', show);
    return () => window.removeEventListener('ceralacca:shortcuts', show);
  }, []);
  if (!isOpen) return null;
  const groups = Map.groupBy(activeShortcuts(), ({ group }) => group);
  return (
    <Dialog title={say('shortcuts.title')} onClose={() => open(false)} size="lg">
      <div className="shortcut-groups">
        {[...groups].map(([group, shortcuts]) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className="shortcut-list">
              {shortcuts.map(({ keys, does }) => (
                <div key={keys + does}>
                  <dt>
                    <Keys keys={keys} />
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** Opens the list from a menu. */
export function showShortcuts(): void {
  window.dispatchEvent(new Event('ceralacca:shortcuts'));
}

const FACES: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
};

function Keys({ keys }: { readonly keys: string }) {
  const say = useTexts(kitTexts);
  return keys.split(' ').map((key, at) => (
    <Fragment key={key + String(at)}>
      {at > 0 && <span className="keys-then"> {say('shortcuts.followedBy')} </span>}
      <kbd>{FACES[key] ?? key}</kbd>
    </Fragment>
  ));
}
