import type { Policy } from '#contract';
import { formatNumber, useLanguage, useTexts } from '#kit';
import { Facts } from './page.tsx';
import { holdersWords } from './words.ts';

/** A policy in plain words: what it says, and where it says nothing, whose rule holds. */
export function PolicyWords({ policy }: { policy: Policy }) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  const { ordinaryMail: ordinary, closedChannel } = policy;
  const ordinaryWords =
    ordinary === undefined
      ? say('policy.inherited')
      : ordinary.kind === 'forward'
        ? say('policy.forwardTo', { to: ordinary.to })
        : say(`policy.${ordinary.kind}Words`);
  const number = (value: number | undefined) =>
    value === undefined ? say('policy.inherited') : formatNumber(value, language);
  return (
    <Facts
      rows={[
        [say('policy.ordinary'), ordinaryWords],
        [
          say('policy.channel'),
          closedChannel === undefined
            ? say('policy.open')
            : say('policy.closed', { count: closedChannel.allowOnly.length }),
        ],
        [say('policy.maxRecipients'), number(policy.maxRecipients)],
        [say('policy.perHour'), number(policy.submissionsPerHour)],
        [say('policy.secondFactor'), say(`policy.factor.${policy.secondFactor ?? 'inherit'}`)],
      ]}
    />
  );
}
