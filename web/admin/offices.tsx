import { useState } from 'react';
import type { Office } from '#contract';
import { ask, Button, ErrorLine, IconButton, Select, TextField, useMe, useTexts } from '#kit';
import { FormDialog } from './form-dialog.tsx';
import { officeTree } from './office-tree.ts';
import { Arrived, Panel } from './page.tsx';
import { hasRole } from './roles.ts';
import { useAct, useAnswer } from './use-api.ts';
import { holdersWords } from './words.ts';

const LIST = 'GET /admin/organisations/{organisation}/offices';

/** The chart of an organisation. */
export function OfficesPanel({ organisation }: { organisation: string }) {
  const say = useTexts(holdersWords);
  const mayChange = hasRole(useMe(), 'operator', 'organisation');
  const [edited, edit] = useState<Office | 'new'>();
  const asked = useAnswer(LIST, { params: { organisation } });
  const removing = useAct('DELETE /admin/organisations/{organisation}/offices/{office}', {
    told: say('offices.removed'),
    renews: [LIST],
  });
  const remove = async (office: Office) => {
    const text = say('offices.removeText', { name: office.name });
    if (await ask({ title: say('offices.remove'), text, action: say('offices.remove'), isDanger: true }))
      removing.mutate({ params: { organisation, office: office.id } });
  };
  return (
    <Panel
      title={say('offices.title')}
      actions={
        mayChange && (
          <Button size="sm" icon="plus" onClick={() => edit('new')}>
            {say('offices.add')}
          </Button>
        )
      }
    >
      <ErrorLine fault={removing.error} />
      <Arrived of={asked}>
        {(offices) =>
          offices.length === 0 ? (
            <p className="quiet">{say('offices.none')}</p>
          ) : (
            <ul className="offices">
              {officeTree(offices).map(({ office, depth }) => (
                <li key={office.id} style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
                  <span>
                    {office.name}
                    <small>{say('offices.mailboxes', { count: office.mailboxes })}</small>
                  </span>
                  {mayChange && (
                    <span className="row-acts">
                      <IconButton
                        icon="pencil"
                        label={say('offices.change', { name: office.name })}
                        onClick={() => edit(office)}
                      />
                      <IconButton
                        icon="delete"
                        label={say('offices.removeOne', { name: office.name })}
                        onClick={() => void remove(office)}
                      />
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Arrived>
      {edited !== undefined && (
        <OfficeDialog
          organisation={organisation}
          offices={asked.data ?? []}
          {...(edited !== 'new' && { office: edited })}
          onClose={() => edit(undefined)}
        />
      )}
    </Panel>
  );
}

function OfficeDialog({
  organisation,
  offices,
  office,
  onClose,
}: {
  organisation: string;
  offices: readonly Office[];
  office?: Office;
  onClose: () => void;
}) {
  const say = useTexts(holdersWords);
  const [name, setName] = useState(office?.name ?? '');
  const [parent, setParent] = useState(office?.parent ?? '');
  const more = { told: say('offices.saved'), renews: [LIST], done: onClose };
  const adding = useAct('POST /admin/organisations/{organisation}/offices', more);
  const changing = useAct('PUT /admin/organisations/{organisation}/offices/{office}', more);
  const doing = office === undefined ? adding : changing;
  const submit = () => {
    const body = { name: name.trim(), ...(parent !== '' && { parent }) };
    if (office === undefined) adding.mutate({ params: { organisation }, body });
    else changing.mutate({ params: { organisation, office: office.id }, query: { version: office.version }, body });
  };
  return (
    <FormDialog
      title={office === undefined ? say('offices.add') : say('offices.change', { name: office.name })}
      size="sm"
      isBusy={doing.isPending}
      fault={doing.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField label={say('offices.name')} value={name} required onChange={(event) => setName(event.target.value)} />
      <Select label={say('offices.parent')} value={parent} onChange={(event) => setParent(event.target.value)}>
        <option value="">{say('offices.top')}</option>
        {offices
          .filter(({ id }) => id !== office?.id)
          .map(({ id, name: called }) => (
            <option key={id} value={id}>
              {called}
            </option>
          ))}
      </Select>
    </FormDialog>
  );
}
