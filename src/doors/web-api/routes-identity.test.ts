import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DigitalIdentity, type IdentityProvider, IdentityRefused, IdentityUnavailable } from '#ports';
import { openIdentities } from '#sign-in';
import { SITE, sessionHouse, UGO } from './test-session.ts';

const ADA = 'ada@pec.alfa.example';

/** A provider that believes whoever brings back the name that was kept: `{ who: kept }`. */
function fakeProvider(change: Partial<DigitalIdentity> = {}): IdentityProvider {
  let journeys = 0;
  return {
    id: 'prova',
    name: 'Identità di prova',
    protocol: 'saml',
    async begin() {
      journeys++;
      return { location: `https://idp.example/go?n=${journeys}`, kept: `journey-${journeys}` };
    },
    async finish({ SAMLResponse, code }, kept) {
      if (code === 'down') throw new IdentityUnavailable('down');
      if ((SAMLResponse ?? code) !== kept) throw new IdentityRefused('another journey');
      const level = 'https://www.spid.gov.it/SpidL2';
      const session = { kept: `what ends ${kept}`, knownAs: [kept] };
      return { subject: 's', fiscalNumber: 'TINIT-RSSMRA80A01H501U', level, session, ...change };
    },
    leave: async (session, backUrl) => ({ location: `https://idp.example/out?${session}&${backUrl}`, kept: session }),
    hasLeft: (query, kept) => query === `done=${encodeURIComponent(kept)}`,
    askedToEnd(query) {
      const knownAs = /^SAMLRequest=signed-(.*)/.exec(query)?.[1];
      if (knownAs === undefined) throw new IdentityRefused('not signed');
      return { knownAs, answer: (hasEnded) => `https://idp.example/answer?${hasEnded}` };
    },
    async toldToEnd(token) {
      const [, knownAs, id] = /^signed (.*) (.*)$/.exec(token) ?? [];
      if (knownAs === undefined || id === undefined) throw new IdentityRefused('not signed');
      return { knownAs, id };
    },
    knownAs: 'us',
    metadata: ({ callbackUrls }) => callbackUrls.map((url) => `<at>${new URL(url).pathname}</at>`).join(''),
  };
}

async function house(
  given: {
    readonly held?: readonly string[];
    readonly identity?: Partial<DigitalIdentity>;
    readonly isAway?: boolean;
  } = {},
) {
  const identified: string[] = [];
  const told: string[] = [];
  const made = await sessionHouse({
    identities: (ground) =>
      openIdentities(ground, {
        providers: [
          fakeProvider(given.identity),
          { ...fakeProvider(), id: 'compagna' },
          { ...fakeProvider(), id: 'estranea', knownAs: 'another of our names' },
        ],
        holderOf: async () => given.held ?? [UGO],
        async identified(request, { provider, fiscalNumber }) {
          if (request === 'other') throw new Error('another person');
          identified.push(`${request} ${provider} ${fiscalNumber}`);
        },
        answers: async (url) => url.startsWith('https://idp.example/') && given.isAway !== true,
        report: (fault) => told.push(fault.message),
      }),
  });
  /** Goes there and comes back with what is right for that journey, by form or by address. */
  async function journey(browser = made.browser(), query = '', answer?: string) {
    const gone = await browser.ask(`GET /session/identity/prova${query}`);
    const n = /n=(\d+)$/.exec(String(gone.headers.location))?.[1];
    const back = await browser.ask(`GET /session/identity/prova/back?code=${answer ?? `journey-${n}`}`);
    return { browser, gone, back, location: String(back.headers.location), code: `journey-${n}` };
  }
  return { ...made, journey, identified, told };
}

test('who is identified signs in to the mailbox that he holds', async () => {
  await using made = await house();
  const { browser, gone, back, location } = await made.journey();
  assert.deepEqual([gone.status, back.status, location], [303, 303, '/']);
  assert.match(
    String(gone.headers['set-cookie']),
    /-identity=[^;]+; Max-Age=900; Path=\/; HttpOnly; Secure; SameSite=None/,
  );
  assert.equal((await browser.ask('GET /session')).told?.login, UGO);
  const shown = { name: 'Identità di prova', protocol: 'saml' };
  assert.deepEqual(
    (await browser.ask('GET /session/identity-providers')).value,
    ['prova', 'compagna', 'estranea'].map((id) => ({ id, ...shown })),
  );
});

test('a form that a foreign page posts comes in by what his own browser kept, and by nothing else', async () => {
  await using made = await house();
  const browser = made.browser();
  await browser.ask('GET /session/identity/prova');
  const cookie = [...browser.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const foreign = {
    origin: 'https://idp.example',
    'sec-fetch-site': 'cross-site',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const post = (headers: Record<string, string>) =>
    made.call('POST /session/identity/prova/back', { body: 'SAMLResponse=journey-1&RelayState=', headers });
  assert.equal(String((await post(foreign)).headers.location), '/accesso?errore=identity-over', 'login CSRF');
  const come = await post({ ...foreign, cookie });
  assert.equal(String(come.headers.location), '/');
  assert.equal(String((await post({ ...foreign, cookie })).headers.location), '/accesso?errore=identity-over', 'once');
});

test('an answer to another journey, a late one, one that is too weak and one of nobody we know sign in nobody', async () => {
  const cases = [
    [{}, 'other', '/accesso?errore=identity-refused'],
    [{}, 'down', '/accesso?errore=identity-unavailable'],
    [{ held: [] }, undefined, '/accesso?errore=identity-unknown'],
    [{ held: ['nobody@pec.alfa.example'] }, undefined, '/accesso?errore=identity-unknown'],
    [{ identity: { level: 'https://www.spid.gov.it/SpidL1' } }, undefined, '/accesso?errore=identity-weak'],
  ] as const;
  for (const [given, answer, where] of cases) {
    await using made = await house(given);
    const { browser, location } = await made.journey(undefined, '', answer);
    assert.equal(location, where);
    assert.equal(browser.session(), undefined);
  }
  await using late = await house();
  const browser = late.browser();
  await browser.ask('GET /session/identity/prova');
  late.monotonic.advance(900_000);
  const back = await browser.ask('GET /session/identity/prova/back?code=journey-1');
  assert.equal(String(back.headers.location), '/accesso?errore=identity-over');
});

test('two windows: the answer of one does not spend the journey of the other', async () => {
  await using made = await house();
  const browser = made.browser();
  await browser.ask('GET /session/identity/prova');
  await browser.ask('GET /session/identity/prova');
  const back = async (code: string) =>
    String((await browser.ask(`GET /session/identity/prova/back?code=${code}`)).headers.location);
  const ends = [await back('journey-1'), await back('journey-2'), await back('journey-2')];
  assert.deepEqual(ends, ['/accesso?errore=identity-refused', '/', '/accesso?errore=identity-over']);
});

test('open redirects: nothing that is written into an address leads anywhere else', async () => {
  await using made = await house();
  const evil = 'https%3A%2F%2Fevil.example';
  const browser = made.browser();
  const asked = await browser.ask(`GET /session/identity/prova?per=${evil}&redirect_uri=${evil}`);
  assert.deepEqual([asked.status, asked.headers.location], [400, undefined]);
  const gone = await browser.ask('GET /session/identity/prova');
  assert.match(String(gone.headers.location), /^https:\/\/idp\.example\/go/);
  const back = await browser.ask(`GET /session/identity/prova/back?code=journey-1&RelayState=${evil}&per=${evil}`);
  assert.equal(String(back.headers.location), '/');
  const strange = await made.browser().ask(`GET /session/identity/prova?purpose=activation&request=${evil}`);
  assert.equal(strange.status, 400);
  for (const provider of ['nobody', '..%2f', evil]) {
    const { status } = await made.browser().ask(`GET /session/identity/${provider}`);
    assert.ok(status === 404 || status === 400, provider);
  }
});

test('the place wanted survives the journey, and is a place of ours or none', async () => {
  await using made = await house({ held: [UGO, ADA] });
  const to = '/posta/x/messaggi/7?da=sopra#fine-ü';
  const query = (place: string) => `?to=${encodeURIComponent(place)}`;
  const { location } = await made.journey(undefined, query(to));
  assert.equal(location, `/accesso?${new URLSearchParams({ identita: 'scelta', per: to })}`);
  await using one = await house();
  assert.equal((await one.journey(undefined, query(to))).location, '/posta/x/messaggi/7?da=sopra#fine-%C3%BC');
  const refused = await one.journey(undefined, query('/admin/'), 'other');
  assert.equal(refused.location, '/accesso?errore=identity-refused&per=%2Fadmin%2F');
  const evil = [
    ...['https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example', '/\t/evil.example'],
    ...[
      'javascript:alert(1)',
      'posta',
      '',
      '/accesso?per=x',
      '/api/v1/session',
      '/\r\nset-cookie: a=b',
      `/${'x'.repeat(2_001)}`,
    ],
  ];
  for (const place of evil) {
    const asked = await one.browser().ask(`GET /session/identity/prova${query(place)}`);
    assert.deepEqual([asked.status, asked.headers.location], [400, undefined], place);
  }
});

test('who came in with a digital identity signs out at its provider as well, when he is out here', async () => {
  await using made = await house();
  const { browser, code } = await made.journey();
  await browser.ask('GET /session');
  const out = await browser.ask('DELETE /session');
  assert.deepEqual(out.value, { goOnAt: '/accesso?uscita=altrove' }, 'a page of ours, at once');
  assert.equal((await browser.ask('GET /session')).status, 401);
  const back = `${SITE}/api/v1/session/identity/prova/logout`;
  const way = {
    name: 'Identità di prova',
    location: `https://idp.example/out?what ends ${code}&${back}`,
    answers: true,
  };
  assert.deepEqual((await browser.ask('POST /session/identity-leaving')).value, way);
  assert.deepEqual((await browser.ask('POST /session/identity-leaving')).value, way, 'the page may be loaded anew');
  assert.equal((await made.browser().ask('POST /session/identity-leaving')).code, 'challenge-over');
  const kept = new Map(browser.jar);
  const done = `GET /session/identity/prova/logout?done=${encodeURIComponent(`what ends ${code}`)}`;
  assert.equal(String((await browser.ask(done)).headers.location), '/accesso?uscita=ovunque');
  assert.equal(String((await browser.ask(done)).headers.location), '/accesso?uscita=qui', 'once');
  for (const [name, value] of kept) browser.jar.set(name, value);
  const untrue = await browser.ask('GET /session/identity/prova/logout?done=something');
  assert.equal(String(untrue.headers.location), '/accesso?uscita=qui', 'what is not signed ends nothing there');
  await browser.signIn();
  assert.deepEqual((await browser.ask('DELETE /session')).value, {}, 'by password there is nothing to end elsewhere');
});

test('who finds nobody at his provider is out here, and is told so by a page of ours', async () => {
  await using made = await house({ isAway: true });
  const { browser } = await made.journey();
  await browser.ask('GET /session');
  assert.deepEqual((await browser.ask('DELETE /session')).value, { goOnAt: '/accesso?uscita=altrove' });
  assert.equal((await browser.ask('GET /session')).status, 401);
  const { answers, location } = (await browser.ask('POST /session/identity-leaving')).value as never;
  assert.equal(answers, false);
  assert.match(location, /^https:\/\/idp\.example\/out/, 'he may try there himself');
});

test('a provider says itself that a session is over: it ends, no other does, and each order is followed once', async () => {
  await using made = await house();
  const [first, second] = [await made.journey(), await made.journey()];
  await first.browser.ask('GET /session');
  await first.browser.ask('POST /session/confirm', { kind: 'password', password: 'ugo-pw' });
  const tell = async (id: string, token: string) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ logout_token: token, more: 'to be ignored' }).toString();
    const { status } = await made.call(`POST /session/identity/${id}/ended`, { body, headers });
    return status;
  };
  const standing = () =>
    Promise.all([first, second].map(async ({ browser }) => (await browser.ask('GET /session')).status));
  assert.equal(await tell('prova', `forged ${first.code} n1`), 400);
  assert.equal(await tell('compagna', `signed ${first.code} n1`), 204, 'another provider knows nobody by this name');
  assert.deepEqual(await standing(), [200, 200]);
  assert.equal(await tell('prova', `signed ${first.code} n1`), 204);
  assert.deepEqual(await standing(), [401, 200]);
  assert.equal(await tell('prova', `signed ${second.code} n1`), 400, 'this order was followed already');
  assert.equal(await tell('prova', `signed ${first.code} n2`), 204, 'it is over');
  assert.deepEqual(await standing(), [401, 200]);
  assert.equal(await tell('nobody', `signed ${second.code} n3`), 400);
  assert.ok(made.told.includes('not signed'));
});

test('a provider of identities ends the sessions that began with its own, and no others', async () => {
  await using made = await house();
  const first = await made.journey();
  const second = await made.journey();
  await first.browser.ask('GET /session');
  const turned = await first.browser.ask('POST /session/confirm', { kind: 'password', password: 'ugo-pw' });
  assert.equal(turned.status, 200, 'it goes on under another id');
  const byPassword = made.browser();
  await byPassword.signIn();
  const asked = async (path: string) => String((await made.browser().ask(`GET ${path}`)).headers.location);
  const logout = (id: string, query: string) => asked(`/session/identity/${id}/logout?${query}`);
  assert.equal(await logout('prova', `SAMLRequest=forged-${first.code}`), '/accesso?uscita=no');
  assert.equal(await logout('compagna', `SAMLRequest=signed-${first.code}`), 'https://idp.example/answer?false');
  assert.equal((await first.browser.ask('GET /session')).status, 200);
  assert.equal(await logout('prova', `SAMLRequest=signed-${first.code}`), 'https://idp.example/answer?true');
  const standing = [first.browser, second.browser, byPassword].map(
    async (one) => (await one.ask('GET /session')).status,
  );
  assert.deepEqual(await Promise.all(standing), [401, 200, 200]);
  assert.equal(
    await logout('prova', `SAMLRequest=signed-${first.code}`),
    'https://idp.example/answer?false',
    'it is over',
  );
});

test('who holds several mailboxes chooses one, of his own alone and once', async () => {
  await using made = await house({ held: [UGO, ADA] });
  const { browser, location } = await made.journey();
  assert.equal(location, '/accesso?identita=scelta');
  assert.equal(browser.session(), undefined, 'he is not in yet');
  const choices = (await browser.ask('GET /session/identity-choice')).value as unknown as { login: string }[];
  assert.deepEqual(
    choices.map(({ login }) => login),
    [UGO, ADA],
  );
  const other = await browser.ask('POST /session/identity-choice', { login: 'eva@pec.alfa.example' });
  assert.equal(other.code, 'challenge-over');
  const kept = new Map(browser.jar);
  assert.equal((await browser.ask('POST /session/identity-choice', { login: ADA })).status, 200);
  assert.equal((await browser.ask('GET /session')).told?.login, ADA);
  const again = made.browser();
  for (const [name, value] of kept) again.jar.set(name, value);
  assert.equal((await again.ask('POST /session/identity-choice', { login: ADA })).code, 'challenge-over');
  assert.equal((await made.browser().ask('GET /session/identity-choice')).code, 'challenge-over');
});

test('from an activation it identifies who asks for a mailbox, and signs in nobody', async () => {
  await using made = await house();
  const applicant = (request: string) => {
    const browser = made.browser();
    browser.jar.set('__Host-ceralacca-activation', request);
    return browser;
  };
  const { browser, location } = await made.journey(applicant('r1'), '?purpose=activation&request=r1');
  assert.equal(location, '/attivazione/r1?identita=ok');
  assert.deepEqual(made.identified, ['r1 Identità di prova TINIT-RSSMRA80A01H501U']);
  assert.equal(browser.session(), undefined);
  const other = await made.journey(applicant('other'), '?purpose=activation&request=other');
  assert.equal(other.location, '/attivazione/other?errore=identity-other');
  for (const led of [made.browser(), applicant('r2')]) {
    const answer = await led.ask('GET /session/identity/prova?purpose=activation&request=r1');
    assert.equal(
      answer.headers.location,
      '/attivazione/r1?errore=identity-over',
      'led here by a link of somebody else',
    );
  }
  assert.equal(made.identified.length, 1);
});

test('what identity providers that know us by one name must know of us is one document', async () => {
  await using made = await house();
  const answer = await made.browser().ask('GET /session/identity/prova/metadata');
  const back = (id: string) => `<at>/api/v1/session/identity/${id}/back</at>`;
  assert.equal(answer.text, back('prova') + back('compagna'));
  const other = await made.browser().ask('GET /session/identity/estranea/metadata');
  assert.equal(other.text, back('estranea'));
});
