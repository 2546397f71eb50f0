import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, Button, ErrorLine, TextField, useTexts } from '#kit';
import { Panel } from './page.tsx';
import { levelsWords } from './words.ts';

/** The record of four months for the authority, as lines of CSV or as figures in JSON. */
export function StatisticsPanel({ period }: { period: string }) {
  const say = useTexts(levelsWords);
  const [code, setCode] = useState('');
  const doing = useMutation({
    async mutationFn(as: 'csv' | 'json') {
      const query = { period, as, ...(code.trim() !== '' && { code: code.trim() }) };
      const answer = await api('GET /admin/statistics', {}, { query });
      const text = as === 'csv' ? (answer.csv ?? '') : JSON.stringify(answer, undefined, 2);
      const url = URL.createObjectURL(new Blob([text], { type: as === 'csv' ? 'text/csv' : 'application/json' }));
      Object.assign(document.createElement('a'), { href: url, download: `statistiche-${period}.${as}` }).click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <Panel title={say('statistics.title')}>
      <p>{say('statistics.lead')}</p>
      <div className="pair">
        <TextField
          label={say('statistics.code')}
          hint={say('statistics.codeHint')}
          isOptional
          value={code}
          spellCheck={false}
          onChange={(event) => setCode(event.target.value)}
        />
      </div>
      <ErrorLine fault={doing.error} />
      <div className="form-actions form-actions-start">
        <Button
          icon="download"
          disabled={code.trim() === ''}
          isBusy={doing.isPending}
          onClick={() => doing.mutate('csv')}
        >
          {say('statistics.csv')}
        </Button>
        <Button icon="download" isBusy={doing.isPending} onClick={() => doing.mutate('json')}>
          {say('statistics.json')}
        </Button>
      </div>
    </Panel>
  );
}
