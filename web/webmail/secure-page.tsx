import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api, askAgainWho, ErrorState, Notice, Skeleton, useMe, usePageTitle, useTexts } from '#kit';
import { homeOf } from './mail-queries.ts';
import { RoomFrame } from './room-frame.tsx';
import { FactorsCard } from './secure-factors.tsx';
import { FreezeCard } from './secure-freeze.tsx';
import { PasswordCard } from './secure-password.tsx';
import { ProgramsCard } from './secure-programs.tsx';
import { HappeningsCard, NoticesCard, SessionsCard } from './secure-rest.tsx';
import { secureTexts } from './secure-texts.ts';
import type { Security } from './secure-types.ts';

/** How one gets in, who got in, and the one press that stops everything going out. */
export function SecurePage() {
  const say = useTexts(secureTexts);
  const me = useMe();
  const queries = useQueryClient();
  const security = useQuery({
    queryKey: ['security'],
    queryFn: ({ signal }) => api('GET /security', {}, { signal }) as Promise<Security>,
  });
  usePageTitle(say('title'));
  const again = async () => {
    await queries.invalidateQueries({ queryKey: ['security'] });
    await Promise.all([askAgainWho(), queries.invalidateQueries({ queryKey: ['boxes'] })]);
  };
  const own = me?.boxes.find(({ level }) => level === 'own');
  const must = me?.mustEnrol;
  return (
    <RoomFrame mailbox={homeOf(me?.boxes ?? [])?.id} here="security" title={say('title')} lead={say('lead')}>
      {must !== undefined && <Notice tone="wait">{say(`must.${must}`)}</Notice>}
      {security.isPending && <Skeleton lines={8} />}
      {security.isError && <ErrorState fault={security.error} onRetry={() => void security.refetch()} />}
      {security.data !== undefined && (
        <>
          {must === 'password' && <PasswordCard onDone={again} />}
          {must === undefined && own !== undefined && <FreezeCard frozen={security.data.frozen} onDone={again} />}
          <FactorsCard security={security.data} onDone={again} />
          {must === undefined && (
            <>
              <PasswordCard onDone={again} />
              <SessionsCard sessions={security.data.sessions} onDone={again} />
              {own !== undefined && <ProgramsCard programs={security.data.appPasswords} onDone={again} />}
              <NoticesCard addresses={security.data.noticeAddresses} onDone={again} />
              <HappeningsCard happenings={security.data.happenings} />
            </>
          )}
        </>
      )}
      {must !== undefined && (
        <p>
          <Link to="/">{say('must.go')}</Link>
        </p>
      )}
    </RoomFrame>
  );
}
