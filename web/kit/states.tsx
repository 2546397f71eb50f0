import { Component, type ReactNode } from 'react';
import { type ApiFault, asFault, canRetry } from './api-fault.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-names.ts';
import { kitTexts } from './kit-texts.ts';
import { type Say, useTexts } from './texts.ts';
import type { it } from './texts-it.ts';

/** Nothing is here, why, and what to do. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  isPage = false,
}: {
  icon: IconName;
  title: string;
  /** It is all there is on the page. */
  isPage?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const Title = isPage ? 'h1' : 'h2';
  return (
    <div className="state">
      <Icon name={icon} size="xl" />
      <Title className="state-title">{title}</Title>
      {children !== undefined && <div className="state-text">{children}</div>}
      {action !== undefined && <div className="state-action">{action}</div>}
    </div>
  );
}

/** What a fault is in plain words: the server's sentence, or ours for its kind. */
export function faultWords(fault: ApiFault, say: Say<typeof it>): string {
  return fault.detail !== '' ? fault.detail : say(`faults.${fault.kind}`);
}

/** What went wrong, and another try where it can help. `isPage`: it is all there is on the page. */
export function ErrorState({
  fault,
  onRetry,
  isPage = false,
}: {
  fault: unknown;
  onRetry?: (() => void) | undefined;
  isPage?: boolean;
}) {
  const Title = isPage ? 'h1' : 'h2';
  const say = useTexts(kitTexts);
  const what = asFault(fault);
  return (
    <div className="state state-bad" role="alert">
      <Icon name="warning-circle" size="xl" />
      <Title className="state-title">{say('states.failed')}</Title>
      <p className="state-text">{faultWords(what, say)}</p>
      {onRetry !== undefined && canRetry(what) && (
        <div className="state-action">
          <Button icon="refresh" onClick={onRetry}>
            {say('actions.retry')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** One line that says something went wrong, inside of a form or a panel. */
export function ErrorLine({ fault }: { fault: unknown }) {
  const say = useTexts(kitTexts);
  if (fault === undefined || fault === null) return null;
  return <Notice tone="bad">{faultWords(asFault(fault), say)}</Notice>;
}

const NOTICE_ICONS = {
  plain: 'info-circle',
  info: 'info-circle',
  good: 'check-circle',
  wait: 'warning-circle',
  bad: 'warning-circle',
} as const;

/** Something people should know where they are. */
export function Notice({
  tone = 'info',
  title,
  children,
}: {
  tone?: keyof typeof NOTICE_ICONS;
  title?: string;
  children: ReactNode;
}) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={NOTICE_ICONS[tone]} size="sm" />
      <div>
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** The shape of what is coming. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const say = useTexts(kitTexts);
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{say('states.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else
        <span key={line} className={`skeleton-line skeleton-${line % 3}`} aria-hidden="true" />
      ))}
    </div>
  );
}

/** A fault of a page leaves the others standing. */
export class Fence extends Component<
  { readonly children: ReactNode; readonly resetKey?: string },
  { readonly fault?: unknown }
> {
  override state: { readonly fault?: unknown } = {};

  static getDerivedStateFromError(fault: unknown) {
    return { fault };
  }

  override componentDidUpdate(before: { readonly resetKey?: string }) {
    if (before.resetKey !== this.props.resetKey && this.state.fault !== undefined) this.setState({ fault: undefined });
  }

  override render() {
    if (this.state.fault === undefined) return this.props.children;
    return <ErrorState fault={this.state.fault} onRetry={() => this.setState({ fault: undefined })} />;
  }
}
