import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { kitTexts } from './kit-texts.ts';
import { LANGUAGES_SPOKEN, speakFromNowOn } from './languages.ts';
import { Menu, type MenuItem } from './menu.tsx';
import { useLanguage, useTexts } from './texts.ts';

/** First stop of the keyboard: past everything, to what the page is about. */
export function SkipLink({ to = 'main', label }: { to?: string; label?: string }) {
  const say = useTexts(kitTexts);
  return (
    <a
      className="skip-link"
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault();
        const target = document.getElementById(to);
        if (target === null) return;
        target.tabIndex = -1;
        target.focus();
      }}
    >
      {label ?? say('app.skip')}
    </a>
  );
}

/** A sandbox says so on every page. */
export function TestBanner({ isSandbox }: { isSandbox: boolean }) {
  const say = useTexts(kitTexts);
  if (!isSandbox) return null;
  return (
    <p className="test-banner">
      <strong className="test-banner-short">{say('app.test')}</strong>
      <span className="test-banner-long">{say('app.testLong')}</span>
    </p>
  );
}

interface HeaderProps {
  readonly home: string;
  /** What is beside the name: a mailbox, "Amministrazione". */
  readonly context?: ReactNode;
  readonly middle?: ReactNode;
  /** More things at the end, before language and account. */
  readonly end?: ReactNode;
  readonly account?: { readonly name: string; readonly login: string; readonly items: readonly MenuItem[] } | undefined;
  readonly isSandbox: boolean;
}

/** The bar on top of every page: who we are, where one is, language, account. */
export function Header({ home, context, middle, end, account, isSandbox }: HeaderProps) {
  const say = useTexts(kitTexts);
  return (
    <header>
      <TestBanner isSandbox={isSandbox} />
      <div className="header">
        <div className="header-start">
          <a className="brand" href={home} aria-label={say('app.name')}>
            <Icon name="seal" size="md" />
            <span className="brand-name">{say('app.name')}</span>
          </a>
          {context}
        </div>
        {middle !== undefined && <div className="header-middle">{middle}</div>}
        <div className="header-end">
          {end}
          <LanguageMenu />
          {account !== undefined && (
            <Menu
              label={`${say('app.account')}: ${account.name}`}
              className="header-button"
              face={<Icon name="user" size="sm" />}
              items={account.items}
              head={
                <>
                  <strong>{account.name}</strong>
                  <span>{account.login}</span>
                </>
              }
            />
          )}
        </div>
      </div>
    </header>
  );
}

export function LanguageMenu({ className = 'header-button' }: { className?: string }) {
  const say = useTexts(kitTexts);
  const language = useLanguage();
  return (
    <Menu
      label={`${language.toUpperCase()} – ${say('app.language')}: ${say(`languages.${language}`)}`}
      className={className}
      face={<span className="language-face">{language.toUpperCase()}</span>}
      items={LANGUAGES_SPOKEN.map((one) => ({
        label: say(`languages.${one}`),
        lang: one,
        isChosen: one === language,
        run: () => void speakFromNowOn(one),
      }))}
    />
  );
}
