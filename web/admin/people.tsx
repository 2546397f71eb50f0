import { useState } from 'react';
import {
  type AnswerOf,
  asFault,
  ask,
  Badge,
  Button,
  EmptyState,
  ErrorState,
  formatMoment,
  Notice,
  Select,
  Table,
  TextField,
  useLanguage,
  useMe,
  useTexts,
} from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { OnceDialog } from './once-dialog.tsx';
import { OrganisationSelect } from './organisation-select.tsx';
import { Arrived, Page } from './page.tsx';
import { hasRole } from './roles.ts';
import { useAct, useAnswer } from './use-api.ts';
import { frameWords, holdersWords } from './words.ts';

type Person = AnswerOf<'GET /admin/people'>[number];
const LIST = 'GET /admin/people';
const ROLES = ['operator', 'auditor', 'organisation'] as const;

/** Who works here, and as what. */
export function People() {
  const say = useTexts(holdersWords);
  const frame = useTexts(frameWords);
  const language = useLanguage();
  const who = useMe();
  const isOperator = hasRole(who, 'operator');
  const [edited, edit] = useState<Person | 'new'>();
  const [once, setOnce] = useState<{ login: string; link: string }>();
  const asked = useAnswer(LIST);
  const removing = useAct('DELETE /admin/people/{login}', { told: say('people.removed'), renews: [LIST] });
  const remove = async ({ login, name }: Person) => {
    if (
      await ask({
        title: say('people.remove'),
        text: say('people.removeText', { name }),
        action: say('people.remove'),
        isDanger: true,
      })
    )
      removing.mutate({ params: { login } });
  };
  return (
    <Page
      title={frame('places.people')}
      lead={say('people.lead')}
      actions={
        isOperator && (
          <Button look="primary" icon="plus" onClick={() => edit('new')}>
            {say('people.add')}
          </Button>
        )
      }
    >
      {removing.error && <ErrorState fault={removing.error} />}
      <Arrived of={asked}>
        {(people) => (
          <Table
            caption={frame('places.people')}
            rows={people}
            keyOf={({ login, role, organisation }) => `${login} ${role} ${organisation}`}
            empty={<EmptyState icon="user" title={say('people.none')} />}
            columns={[
              {
                key: 'name',
                head: say('people.name'),
                isHead: true,
                cell: ({ name, login }) => (
                  <>
                    {name}
                    <span className="under">{login}</span>
                  </>
                ),
              },
              { key: 'role', head: say('people.role'), cell: ({ role }) => say(`roles.${role}.name`) },
              {
                key: 'factor',
                head: say('mailboxes.secondFactor'),
                cell: ({ hasSecondFactor }) => (
                  <Badge tone={hasSecondFactor ? 'good' : 'wait'} icon={hasSecondFactor ? 'check' : 'warning'}>
                    {hasSecondFactor ? say('yes') : say('no')}
                  </Badge>
                ),
              },
              {
                key: 'last',
                head: say('mailbox.lastLogin'),
                cell: ({ lastLogin }) => (lastLogin === undefined ? say('never') : formatMoment(lastLogin, language)),
              },
              ...(isOperator
                ? [
                    {
                      key: 'acts',
                      head: frame('act'),
                      cell: (person: Person) => (
                        <span className="row-acts">
                          <Button
                            size="sm"
                            aria-label={`${say('change')}: ${person.name}`}
                            onClick={() => edit(person)}
                          >
                            {say('change')}
                          </Button>
                          {person.login !== who?.login && (
                            <Button
                              size="sm"
                              aria-label={`${say('people.remove')}: ${person.name}`}
                              onClick={() => void remove(person)}
                            >
                              {say('people.remove')}
                            </Button>
                          )}
                        </span>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Arrived>
      {edited !== undefined && (
        <PersonDialog
          {...(edited !== 'new' && { person: edited })}
          onClose={() => edit(undefined)}
          onLink={(login, link) => setOnce({ login, link })}
        />
      )}
      {once !== undefined && <OnceDialog address={once.login} secret={once.link} onClose={() => setOnce(undefined)} />}
    </Page>
  );
}

interface PersonProps {
  readonly person?: Person;
  onClose(): void;
  onLink(login: string, link: string): void;
}

function PersonDialog({ person, onClose, onLink }: PersonProps) {
  const say = useTexts(holdersWords);
  const [login, setLogin] = useState(person?.login ?? '');
  const [name, setName] = useState(person?.name ?? '');
  const [role, setRole] = useState<(typeof ROLES)[number]>(person?.role ?? 'organisation');
  const [organisation, setOrganisation] = useState(person?.organisation ?? '');
  const doing = useAct('PUT /admin/people/{login}', {
    told: say('people.saved'),
    renews: [LIST],
    done({ firstLogin }) {
      onClose();
      if (firstLogin !== undefined) onLink(login, firstLogin);
    },
  });
  const fault = doing.error ? asFault(doing.error) : undefined;
  const submit = () => {
    doing.mutate({
      params: { login: login.trim().toLowerCase() },
      body: { name: name.trim(), role, ...(role === 'organisation' && organisation !== '' && { organisation }) },
    });
  };
  return (
    <FormDialog
      title={person === undefined ? say('people.add') : say('people.change', { name: person.name })}
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={say('people.login')}
        hint={say('people.loginHint')}
        value={login}
        required
        readOnly={person !== undefined}
        autoCapitalize="none"
        spellCheck={false}
        error={fault?.of('login')}
        onChange={(event) => setLogin(event.target.value)}
      />
      <TextField
        label={say('people.name')}
        value={name}
        required
        error={fault?.of('name')}
        onChange={(event) => setName(event.target.value)}
      />
      <Select label={say('people.role')} value={role} onChange={(event) => setRole(event.target.value as typeof role)}>
        {ROLES.map((one) => (
          <option key={one} value={one}>
            {say(`roles.${one}.name`)}
          </option>
        ))}
      </Select>
      <Notice>{say(`roles.${role}.may`)}</Notice>
      {role === 'organisation' && (
        <OrganisationSelect
          value={organisation}
          none={say('people.chooseOrganisation')}
          error={fault?.of('organisation')}
          required
          onChange={setOrganisation}
        />
      )}
    </FormDialog>
  );
}
