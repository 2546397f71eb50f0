import type { ComponentProps } from 'react';
import type { Name } from '#kit';
import { ReasonDialog } from './reason-dialog.tsx';
import { type Doing, useAct } from './use-api.ts';

type Props<N extends Name> = Omit<ComponentProps<typeof ReasonDialog>, 'isBusy' | 'fault' | 'onDo'> & {
  readonly act: N;
  /** When it is done. */
  readonly told: string;
  /** Endpoints whose answers are others now. */
  readonly renews: readonly string[];
  /** What is sent, with the reason that was given. */
  what(reason: string): Doing<N>;
};

/** One act with its reason: asked, done, told, and the dialog closes. */
export function ActDialog<N extends Name>({ act, told, renews, what, ...dialog }: Props<N>) {
  const doing = useAct(act, { told, renews, done: dialog.onClose });
  return (
    <ReasonDialog
      {...dialog}
      isBusy={doing.isPending}
      fault={doing.error}
      onDo={(reason) => doing.mutate(what(reason))}
    />
  );
}
