import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAuthority } from './authority.ts';
import type { GeneralName } from './general-names.ts';
import { encodeName, signCertificate } from './issue-certificate.ts';
import { judgeChain } from './judge-chain.ts';
import { isInSubtree } from './name-constraints.ts';
import { parsedCertificate } from './parsed-certificate.ts';
import { NOW, PROVIDER, SERVICE_ADDRESS, term, testNetwork } from './test-kit.ts';
import { authorityConstraints, hostNames, type NameSubtrees, nameConstraints } from './write-extensions.ts';

const email = (value: string): GeneralName => ({ form: 'email', value });
const dns = (value: string): GeneralName => ({ form: 'dns', value });

test('an e-mail constraint is a host, the hosts below a domain, or one whole address', () => {
  const cases: readonly [address: string, base: string, inside: boolean][] = [
    ['a@pec.example', 'pec.example', true],
    ['a@PEC.example', 'pec.EXAMPLE', true],
    ['a@sub.pec.example', 'pec.example', false],
    ['a@sub.pec.example', '.pec.example', true],
    ['a@x.sub.pec.example', '.pec.example', true],
    ['a@pec.example', '.pec.example', false],
    ['a@altropec.example', '.pec.example', false],
    ['a@altropec.example', 'pec.example', false],
    ['a@pec.example', 'a@pec.example', true],
    ['A@pec.example', 'a@PEC.example', true],
    ['b@pec.example', 'a@pec.example', false],
    ['"x@pec.example"@evil.example', 'pec.example', false],
    ['a@pec.example', '', true],
  ];
  for (const [address, base, inside] of cases) {
    assert.equal(isInSubtree(email(address), email(base)), inside, `${address} in ${base}`);
  }
});

test('a dNSName constraint is a host with everything below it', () => {
  const cases: readonly [host: string, base: string, inside: boolean][] = [
    ['pec.example', 'pec.example', true],
    ['mx.pec.example', 'pec.example', true],
    ['mx.pec.example', '.pec.example', true],
    ['altropec.example', 'pec.example', false],
    ['example', 'pec.example', false],
  ];
  for (const [host, base, inside] of cases)
    assert.equal(isInSubtree(dns(host), dns(base)), inside, `${host} in ${base}`);
});

test('an IP constraint is an address with a mask, a URI constraint is the host, and forms do not mix', () => {
  const ip = (...octets: number[]): GeneralName => ({ form: 'ip', octets: Uint8Array.from(octets) });
  assert.equal(isInSubtree(ip(10, 1, 2, 3), ip(10, 0, 0, 0, 255, 0, 0, 0)), true);
  assert.equal(isInSubtree(ip(11, 1, 2, 3), ip(10, 0, 0, 0, 255, 0, 0, 0)), false);
  assert.equal(isInSubtree(ip(10, 1, 2, 3), ip(0, 0, 0, 0, 0, 0, 0, 0)), true);
  assert.equal(isInSubtree(ip(10, 1, 2, 3), ip(10, 1, 2, 3)), false);
  const uri = (value: string): GeneralName => ({ form: 'uri', value });
  assert.equal(isInSubtree(uri('https://user@pec.example:443/x'), uri('pec.example')), true);
  assert.equal(isInSubtree(uri('https://evil.example/pec.example'), uri('pec.example')), false);
  assert.equal(isInSubtree(email('a@pec.example'), dns('pec.example')), false);
});

test('a directory constraint is the beginning of a name; letter case and white space do not count', () => {
  const directory = (name: Record<string, string>): GeneralName => ({ form: 'directory', name: encodeName(name) });
  const subject = directory({ C: 'IT', O: 'Gestore  Alfa ', CN: 'Posta' });
  assert.equal(isInSubtree(subject, directory({ C: 'IT', O: 'gestore alfa' })), true);
  assert.equal(isInSubtree(subject, directory({ C: 'it' })), true);
  assert.equal(isInSubtree(subject, directory({})), true);
  assert.equal(isInSubtree(subject, directory({ O: 'gestore alfa' })), false);
  assert.equal(isInSubtree(subject, directory({ C: 'IT', O: 'gestore beta' })), false);
  assert.equal(isInSubtree(directory({ C: 'IT' }), subject), false);
});

const networkReady = testNetwork();

/** Verdict on the test provider below an intermediate with these constraints. */
async function judged(permitted: NameSubtrees, excluded: NameSubtrees = {}, critical = true) {
  const network = await networkReady;
  const root = parsedCertificate(network.root.certificate);
  const model = parsedCertificate(network.ca.certificate);
  const certificate = await signCertificate(
    {
      ...term(9),
      issuer: root.subjectName,
      subject: model.subjectName,
      publicKeyInfo: model.skeleton.publicKeyInfo,
      extensions: [authorityConstraints(), { ...nameConstraints(permitted, excluded), critical }],
    },
    network.rootKeys.privateKey,
  );
  return judgeChain({
    leaf: network.leaf,
    intermediates: [certificate],
    roots: [network.root.certificate],
    crls: [],
    at: NOW,
    revocation: 'if-given',
  });
}

test('the name constraints of a CA are kept or violated, critical or not, and reported apart from the path', async () => {
  const domain = SERVICE_ADDRESS.slice(SERVICE_ADDRESS.indexOf('@') + 1);
  const provider = { C: 'IT', O: PROVIDER };
  const cases: readonly [permitted: NameSubtrees, excluded: NameSubtrees, verdict: 'ok' | 'violated'][] = [
    [{ emails: [domain] }, {}, 'ok'],
    [{ emails: ['altro.example', SERVICE_ADDRESS] }, {}, 'ok'],
    [{ emails: ['.example'] }, {}, 'ok'],
    [{ emails: ['altro.example'] }, {}, 'violated'],
    [{}, { emails: [domain] }, 'violated'],
    [{ emails: [domain] }, { emails: ['.example'] }, 'violated'],
    [{ directories: [provider] }, {}, 'ok'],
    [{ directories: [{ C: 'IT', O: 'Gestore Beta' }] }, {}, 'violated'],
    [{}, { directories: [{ C: 'IT' }] }, 'violated'],
    [{ dns: ['altro.example'] }, {}, 'ok'],
    [{ emails: [domain], directories: [provider] }, { ips: [new Uint8Array(8), new Uint8Array(32)] }, 'ok'],
  ];
  for (const [permitted, excluded, verdict] of cases) {
    for (const critical of [true, false]) {
      const { path, nameConstraints: found, reasons } = await judged(permitted, excluded, critical);
      assert.deepEqual([path, found], ['ok', verdict], JSON.stringify([permitted, excluded]));
      assert.equal(reasons.length > 0, verdict === 'violated');
    }
  }
});

test('an e-mail address in the subject is held against the constraints too', async () => {
  const network = await networkReady;
  const certificate = await network.root.issueIntermediate({
    ...term(9),
    publicKey: network.caKeys.publicKey,
    subject: { CN: 'Constrained' },
    permitted: { emails: ['gestore-alfa.example'] },
    excluded: { ips: [new Uint8Array(8)] },
  });
  const issuer = parsedCertificate(certificate).subjectName;
  const { publicKeyInfo } = parsedCertificate(network.leaf).skeleton;
  const judge = async (
    subject: Record<string, string>,
    extensions: Parameters<typeof signCertificate>[0]['extensions'],
  ) => {
    const tbs = { ...term(3), issuer, subject: encodeName(subject), publicKeyInfo, extensions };
    const leaf = await signCertificate(tbs, network.caKeys.privateKey);
    const trust = { intermediates: [certificate], roots: [network.root.certificate], crls: [] };
    return (await judgeChain({ leaf, ...trust, at: NOW, revocation: 'if-given' })).nameConstraints;
  };
  assert.equal(await judge({ CN: 'x', emailAddress: 'x@gestore-alfa.example' }, []), 'ok');
  assert.equal(await judge({ CN: 'x', emailAddress: 'x@evil.example' }, []), 'violated');
  assert.equal(await judge({ CN: 'x' }, [hostNames('10.1.2.3')]), 'violated');
  assert.equal(await judge({ CN: 'x' }, [hostNames('host.example')]), 'ok');
});

test('a self-issued certificate inside the path escapes the constraints, the leaf below it does not', async () => {
  const network = await networkReady;
  const subject = { CN: 'Constrained three' };
  const permitted = { emails: [SERVICE_ADDRESS], directories: [{ C: 'IT' }] };
  const request = { ...term(9), publicKey: network.caKeys.publicKey, subject };
  const upper = await network.root.issueIntermediate({ ...request, permitted });
  const ca = openAuthority({ certificate: upper, privateKey: network.caKeys.privateKey });
  const lower = await ca.issueIntermediate({ ...request, ...term(8), publicKey: network.leafKeys.publicKey });
  const below = openAuthority({ certificate: lower, privateKey: network.leafKeys.privateKey });
  const judge = async (serviceAddress: string) => {
    const provider = { ...term(2), publicKey: network.leafKeys.publicKey, providerName: PROVIDER, serviceAddress };
    const leaf = await below.issueProvider(provider);
    const trust = { intermediates: [lower, upper], roots: [network.root.certificate], crls: [] };
    const verdict = await judgeChain({ leaf, ...trust, at: NOW, revocation: 'if-given' });
    return [verdict.path, verdict.nameConstraints];
  };
  assert.deepEqual(await judge(SERVICE_ADDRESS), ['ok', 'ok']);
  assert.deepEqual(await judge('altro@gestore-beta.example'), ['ok', 'violated']);
});

test('a violated constraint is named with the address and the CA', async () => {
  const network = await networkReady;
  const certificate = await network.root.issueIntermediate({
    ...term(9),
    publicKey: network.caKeys.publicKey,
    subject: { CN: 'Constrained two' },
    permitted: { emails: ['altro.example'] },
  });
  const ca = openAuthority({ certificate, privateKey: network.caKeys.privateKey });
  const request = { ...term(2), publicKey: network.leafKeys.publicKey, providerName: PROVIDER };
  const leaf = await ca.issueProvider({ ...request, serviceAddress: SERVICE_ADDRESS });
  const trust = { intermediates: [certificate], roots: [network.root.certificate], crls: [] };
  const verdict = await judgeChain({ leaf, ...trust, at: NOW, revocation: 'if-given' });
  assert.match(
    verdict.reasons.join(),
    /posta-certificata@gestore-alfa.example is not permitted by the name constraints of CN=Constrained two/,
  );
});
