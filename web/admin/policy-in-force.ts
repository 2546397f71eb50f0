import type { Policy } from '#contract';

/** What holds for a mailbox (`accounts`): what its domain says of ordinary mail and of who may write; of bounds the stricter. */
export function policyInForce(own: Policy, domain: Policy): Policy {
  const { closedChannel: _none, ...rest } = own;
  return {
    ...rest,
    ...(domain.ordinaryMail && { ordinaryMail: domain.ordinaryMail }),
    ...(domain.closedChannel && { closedChannel: domain.closedChannel }),
    ...stricter('maxRecipients', own, domain),
    ...stricter('maxBytesTimesRecipients', own, domain),
    ...stricter('submissionsPerHour', own, domain),
    ...((own.secondFactor ?? domain.secondFactor) !== undefined && {
      secondFactor: [own, domain].some(({ secondFactor }) => secondFactor === 'required') ? 'required' : 'wanted',
    }),
    ...((own.unfreeze ?? domain.unfreeze) !== undefined && { unfreeze: 'operator' }),
  };
}

type Bound = 'maxRecipients' | 'maxBytesTimesRecipients' | 'submissionsPerHour';

function stricter(bound: Bound, own: Policy, domain: Policy): Policy {
  const set = [own[bound], domain[bound]].filter((one) => one !== undefined);
  return set.length === 0 ? {} : { [bound]: Math.min(...set) };
}
