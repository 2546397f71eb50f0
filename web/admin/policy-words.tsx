import type { Policy } from '#contract';
import { formatBytes, formatDay, formatNumber, useLanguage, useTexts } from '#kit';
import { Facts } from './page.tsx';
import { policyInForce } from './policy-in-force.ts';
import { holdersWords } from './words.ts';

/** The policy in force of a mailbox, in plain words; where neither it nor its domain says anything, the provider's rule holds. */
export function PolicyWords({ own, domain = {} }: { own: Policy; domain?: Policy | undefined }) {
  const say = useTexts(holdersWords);
  const language = useLanguage();
  const policy = policyInForce(own, domain);
  const { ordinaryMail: ordinary, closedChannel, maxBytesTimesRecipients: product } = policy;
  const ordinaryWords =
    ordinary === undefined
      ? say('policy.inherited')
      : ordinary.kind === 'forward'
        ? say('policy.forwardTo', { to: ordinary.to })
        : ordinary.kind === 'refuse' && ordinary.from !== undefined
          ? say('policy.refusedFromDay', { day: formatDay(ordinary.from, language) })
          : say(`policy.${ordinary.kind}Words`);
  const told = (field: keyof Policy, words: string) =>
    domain[field] !== undefined && JSON.stringify(domain[field]) === JSON.stringify(policy[field])
      ? say('policy.byDomain', { words })
      : words;
  const number = (value: number | undefined) =>
    value === undefined ? say('policy.inherited') : formatNumber(value, language);
  return (
    <Facts
      rows={[
        [say('policy.ordinary'), told('ordinaryMail', ordinaryWords)],
        [
          say('policy.channel'),
          closedChannel === undefined
            ? say('policy.open')
            : told('closedChannel', say('policy.closed', { count: closedChannel.allowOnly.length })),
        ],
        [say('policy.maxRecipients'), told('maxRecipients', number(policy.maxRecipients))],
        [
          say('policy.product'),
          told(
            'maxBytesTimesRecipients',
            product === undefined ? say('policy.inherited') : formatBytes(product, language),
          ),
        ],
        [say('policy.perHour'), told('submissionsPerHour', number(policy.submissionsPerHour))],
        [say('policy.secondFactor'), told('secondFactor', say(`policy.factor.${policy.secondFactor ?? 'inherit'}`))],
        policy.unfreeze === 'operator' && [say('policy.afterBrake'), told('unfreeze', say('policy.operatorOnly'))],
      ]}
    />
  );
}
