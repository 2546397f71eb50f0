import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { api, Button, Dialog, ErrorState, kitTexts, Skeleton, TextField, tell, useTexts } from '#kit';
import { qrCode } from './qr-code.ts';
import { secureTexts } from './secure-texts.ts';
import { useDoing } from './use-doing.ts';

/** The secret as a picture, as letters, as a link; then a first code proves that it arrived. */
export function EnrolDialog({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: (codes?: readonly string[]) => Promise<void>;
}) {
  const say = useTexts(secureTexts);
  const sayKit = useTexts(kitTexts);
  const begun = useQuery({
    queryKey: ['enrol'],
    queryFn: () => api('POST /security/totp'),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const doing = useDoing();
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    const digits = code.replaceAll(/\s/g, '');
    if (!/^\d{6}$/.test(digits)) return setError(say('enrol.wrong'));
    setError(undefined);
    const isDone = await doing.go(async () => {
      const body = { challenge: begun.data!.challenge, code: digits };
      const { recoveryCodes } = await api('PUT /security/totp', {}, { body });
      tell(say('enrol.done'), { tone: 'good' });
      await onDone(recoveryCodes);
    });
    if (!isDone) setError(say('enrol.wrong'));
  };
  return (
    <Dialog title={say('enrol.title')} onClose={onClose}>
      {begun.isPending && <Skeleton lines={5} />}
      {begun.isError && <ErrorState fault={begun.error} />}
      {begun.data !== undefined && (
        <form className="stack" onSubmit={(event) => void confirm(event)} noValidate>
          <p>{say('enrol.scan')}</p>
          <QrPicture text={begun.data.uri} label={say('enrol.qr')} />
          <p>
            {say('enrol.secret')}:{' '}
            <code className="secret break">{(begun.data.secret.match(/.{1,4}/g) ?? []).join(' ')}</code>
          </p>
          <p>
            <a href={begun.data.uri}>{say('enrol.link')}</a>
          </p>
          <TextField
            label={say('enrol.code')}
            inputMode="numeric"
            autoComplete="one-time-code"
            autoFocus
            value={code}
            error={error}
            onChange={(event) => setCode(event.target.value)}
          />
          <div className="form-actions">
            <Button onClick={onClose}>{sayKit('actions.cancel')}</Button>
            <Button look="primary" type="submit" isBusy={doing.isBusy}>
              {say('enrol.confirm')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function QrPicture({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = useMemo(() => qrCode(text), [text]);
  if (rows === undefined) return null;
  const size = rows.length + 8;
  const path = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])));
  return (
    <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path.join('')} fill="#000" />
    </svg>
  );
}
