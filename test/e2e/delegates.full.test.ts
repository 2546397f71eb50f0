import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { type Provider, startCountry, type TestCountry } from './country.ts';
import { letter, numbersOf, readAll } from './mail.ts';
import { until } from './poll.ts';
import { Pop3Client } from './pop3.ts';
import { CERALACCA } from './sandbox.ts';
import { type Login, SmtpClient } from './smtp.ts';

const MARIO = 'mario.rossi@pec.alfa.example';
const FERRI = 'officine.ferri@pec.alfa.example';
const SERVICE = 'posta-certificata@gestore-alfa.example';
const BIANCHI = 'avv.bianchi@pec.beta.example';

let country: TestCountry;
let alfa: Provider;
before(async () => {
  country = await startCountry();
  alfa = country.alfa;
});
after(() => country?.[Symbol.asyncDispose]());

/** One command on the running provider alfa: its JSON, or what it said on stderr. */
async function ceralacca(...words: string[]): Promise<{ json: unknown; err: string }> {
  return await ceralaccaTold('', ...words);
}

/** The same, which reads `input`. */
async function ceralaccaTold(input: string, ...words: string[]): Promise<{ json: unknown; err: string }> {
  const all = [...words, '--data', country.data, '--provider', 'alfa', '--json'];
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, [CERALACCA, ...all], (fault, out, err) => {
      resolve({ json: fault === null && out !== '' ? JSON.parse(out) : undefined, err });
    });
    child.stdin?.end(input);
  });
}

async function done<T>(...words: string[]): Promise<T> {
  const { json, err } = await ceralacca(...words);
  assert.equal(err, '', words.join(' '));
  return json as T;
}

async function refused(...words: string[]): Promise<string> {
  const { err } = await ceralacca(...words);
  assert.match(err, /^ceralacca: [^\n]+\n$/, words.join(' '));
  return err;
}

async function mayRead(login: Login): Promise<string> {
  return await Pop3Client.open(alfa.pop3s!, country.root, login).then(
    async (client) => {
      await client[Symbol.asyncDispose]();
      return 'in';
    },
    (fault: Error) => fault.message,
  );
}

/** What MAIL FROM is answered; the refusal of the login where there is one. */
async function mayWriteFrom(address: string, login: Login): Promise<string> {
  return await SmtpClient.submitter(alfa.submissions!, country.root, login).then(
    async (client) => {
      using _open = client;
      return (await client.ask(`MAIL FROM:<${address}>`)).slice(0, 9);
    },
    (fault: Error) => /\d{3} \d\.\d\.\d [^"]*/.exec(fault.message)?.[0] ?? fault.message,
  );
}

test('a user works in the mailboxes granted to him, as far as he may, and is known in the log', async () => {
  const { password } = await done<{ password: string }>('account', 'users', 'add', 'anna.verdi', '--name', 'Anna');
  const anna = { address: 'anna.verdi', password };
  assert.match(await mayRead(anna), /SYS\/PERM.*no mailbox of your own/);
  const inMario = { address: `${MARIO}*anna.verdi`, password };
  assert.match(await mayRead(inMario), /SYS\/PERM.*not open to you/);

  await done('mailbox', 'grant', MARIO, 'anna.verdi');
  assert.equal(await mayRead(inMario), 'in');
  assert.equal(await mayWriteFrom(MARIO, anna), '553 5.7.1');
  await done('mailbox', 'grant', MARIO, 'Anna.Verdi', '--level', 'write', '--send');
  assert.deepEqual(await done('mailbox', 'grants', MARIO), [
    { mailbox: MARIO, login: 'anna.verdi', level: 'write', maySend: true, expires: null, isOver: false },
  ]);
  assert.deepEqual(await done('mailbox', 'grants', '--login', 'anna.verdi'), await done('mailbox', 'grants', MARIO));
  assert.equal(await mayWriteFrom(FERRI, anna), '553 5.7.1');

  const subject = 'Scritta da chi ne ha delega';
  using client = await SmtpClient.submitter(alfa.submissions!, country.root, anna);
  await client.send({ from: MARIO, to: [BIANCHI] }, letter(MARIO, [BIANCHI], subject));
  const receipts = await until('both receipts', async () => {
    const all = await readAll(await country.inbox(MARIO));
    const about = all.filter((message) => message.header('subject').endsWith(subject));
    return about.length === 2 && about;
  });
  assert.equal(numbersOf(receipts), 'M1 M11');
  const log = await done<{ utente?: string }[]>('log', 'search', '--event', 'Accettazione');
  assert.equal(log.at(-1)?.utente, 'anna.verdi');

  await done('mailbox', 'revoke-grant', MARIO, 'anna.verdi');
  assert.equal((await client.ask(`MAIL FROM:<${MARIO}>`)).slice(0, 3), '553', 'at once, also where he is logged in');
  assert.match(await mayRead(inMario), /not open to you/);
});

test('a holder writes and reads for another, not with the other one his credentials; a suspended user stays out', async () => {
  const mario = country.box(MARIO);
  await done('mailbox', 'grant', FERRI, MARIO, '--send');
  assert.equal(await mayWriteFrom(FERRI, mario), '250 2.1.0');
  assert.equal(await mayRead({ ...mario, address: `${FERRI}*${MARIO}` }), 'in');
  assert.match(await mayRead({ ...country.box(FERRI), address: `${FERRI}*${MARIO}` }), /AUTH/);
  await done('mailbox', 'revoke-grant', FERRI, MARIO);

  const { password } = await done<{ password: string }>('account', 'users', 'add', 'zeno', '--name', 'Zeno');
  await done('mailbox', 'grant', SERVICE, 'zeno');
  const zeno = { address: `${SERVICE}*zeno`, password };
  assert.equal(await mayRead(zeno), 'in', 'somebody must read what comes to the postmaster');
  await done('account', 'users', 'suspend', 'zeno');
  assert.match(await mayRead(zeno), /SYS\/PERM.*closed/);
  await done('account', 'users', 'resume', 'zeno');
  assert.equal(await mayRead(zeno), 'in');
  await done('account', 'users', 'password', 'zeno');
  assert.match(await mayRead(zeno), /AUTH/);
  assert.deepEqual(
    (await done<{ login: string; mailboxes: number }[]>('account', 'users', 'list')).map(
      ({ login, mailboxes }) => `${login} ${mailboxes}`,
    ),
    ['anna.verdi 0', 'operatore 0', 'revisore 0', 'sindaco 0', 'zeno 1'],
    'the two, and those who administer the provider of the sandbox',
  );
});

test('a password that was printed is one to come in with once: the web asks for another; one he chose himself is his', async () => {
  const mustEnrol = async (login: string, password: string) => {
    const answer = await fetch(`${alfa.web}/api/v1/session`, {
      method: 'POST',
      headers: { origin: alfa.web!, 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    const { me } = (await answer.json()) as { me?: { mustEnrol?: string } };
    assert.ok(me, `${login}: ${answer.status}`);
    return me.mustEnrol;
  };
  const NUOVA = 'casella.nuova@pec.alfa.example';
  const chosen = 'una frase lunga davvero';
  for (const [login, ...words] of [
    ['ada', 'account', 'users', 'add', 'ada', '--name', 'Ada'],
    ['ada', 'account', 'users', 'password', 'ada'],
    [NUOVA, 'mailbox', 'add', NUOVA, '--holder', 'Nuova'],
    [NUOVA, 'account', 'password', NUOVA],
  ] as const) {
    const { password } = await done<{ password: string }>(...words);
    assert.equal(await mustEnrol(login, password), 'password', words.join(' '));
  }
  assert.equal(
    (await ceralaccaTold(chosen, 'mailbox', 'add', `x${NUOVA}`, '--holder', 'X', '--password-stdin')).err,
    '',
  );
  assert.equal(await mustEnrol(`x${NUOVA}`, chosen), undefined);
});

test('application passwords serve what they are for, and no longer when they are revoked', async () => {
  interface Made {
    readonly id: string;
    readonly secret: string;
  }
  const make = (scope: string) => done<Made>('app-password', 'create', FERRI, '--name', 'Prova', '--scope', scope);
  const [all, read, send] = [await make('all'), await make('read'), await make('send')];
  const use = async ({ secret }: Made) => {
    const login = { address: FERRI, password: secret };
    return [await mayRead(login), await mayWriteFrom(FERRI, login)];
  };
  assert.deepEqual(await use(all), ['in', '250 2.1.0']);
  assert.match((await use(read)).join(), /^in,535 5\.7\.8 this application password is for reading only$/);
  assert.match((await use(send)).join(), /AUTH\] this application password is for sending only,250 2\.1\.0$/);
  await done('app-password', 'revoke', FERRI, all.id);
  assert.match((await use(all)).join(), /AUTH\] .*revoked,535 5\.7\.8 .*revoked$/);
  const listed = await done<{ id: string; revoked: string | null }[]>('app-password', 'list', FERRI);
  assert.deepEqual(
    listed.map(({ id, revoked }) => [id, revoked !== null]).sort(),
    [
      [all.id, true],
      [read.id, false],
      [send.id, false],
    ].sort(),
  );
  assert.doesNotMatch(JSON.stringify(listed), /argon2|secret/);
  assert.match(await refused('app-password', 'revoke', FERRI, all.id), /was revoked on/);
});

test('what cannot be is refused in one sentence', async () => {
  const table: readonly (readonly [RegExp, string[]])[] = [
    [/is a mailbox/, ['account', 'users', 'add', MARIO, '--name', 'x']],
    [/is no login/, ['account', 'users', 'add', 'a*b', '--name', 'x']],
    [/there already/, ['account', 'users', 'add', 'zeno', '--name', 'x']],
    [/has no user/, ['account', 'users', 'suspend', 'nessuno']],
    [/has no mailbox/, ['mailbox', 'grant', 'nessuno@pec.alfa.example', 'zeno']],
    [/nobody logs in/, ['mailbox', 'grant', MARIO, 'nessuno']],
    [/his own mailbox/, ['mailbox', 'grant', MARIO, MARIO]],
    [/only the provider writes/, ['mailbox', 'grant', SERVICE, 'zeno', '--send']],
    [/is past/, ['mailbox', 'grant', MARIO, 'zeno', '--expires', '2020-01-01']],
    [/not an ISO 8601/, ['mailbox', 'grant', MARIO, 'zeno', '--expires', 'mai']],
    [/not granted/, ['mailbox', 'revoke-grant', MARIO, 'zeno']],
    [/say the address/, ['mailbox', 'grants']],
    [/belongs to the provider/, ['app-password', 'create', SERVICE, '--name', 'x']],
    [/nobody logs in/, ['app-password', 'create', 'nessuno', '--name', 'x']],
    [/no application password/, ['app-password', 'revoke', MARIO, 'zzzz']],
  ];
  for (const [sentence, words] of table) assert.match(await refused(...words), sentence);
  const log = await done<{ eccezioni?: string[] }[]>('log', 'search', '--event', 'Amministrazione');
  const told = log.flatMap(({ eccezioni }) => eccezioni ?? []);
  assert.ok(told.includes(`casella ${MARIO}, delega a anna.verdi: write, invio`), told.join('; '));
  assert.ok(told.some((what) => /^utente .*, password di applicazione .* revocata$/.test(what)));
  assert.doesNotMatch(told.join(), /argon2/);
});

test('a mail program is told every door of the provider, and they answer', async () => {
  const asked = await fetch(`${alfa.autoconfig}/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(MARIO)}`);
  const text = await asked.text();
  const ports = [...text.matchAll(/<port>(\d+)<\/port>/g)].map(([, port]) => Number(port));
  const { imaps, imap, pop3s, pop3, submissions, submission } = alfa;
  assert.deepEqual(
    ports,
    [imaps, imap, pop3s, pop3, submissions, submission].map((door) => door?.port),
  );
  const unknown = await fetch(`${alfa.autoconfig}/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(BIANCHI)}`);
  assert.equal(unknown.status, 404, 'a domain of another provider');
});
