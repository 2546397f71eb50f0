import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { after, test } from 'node:test';
import { selfSigned } from '#testing';
import { answersAt } from './answers-at.ts';

const open: Server[] = [];
after(() => {
  for (const server of open) server.closeAllConnections();
  for (const server of open) server.close();
});

async function listening(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

test('somebody answers there, or he is away, or says nothing in time', async () => {
  const asked: string[] = [];
  const place = await listening(
    createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url !== '/hangs') response.writeHead(request.url === '/away' ? 503 : 400).end();
    }),
  );
  assert.equal(await answersAt(`http://${place}/logout?id_token_hint=secret`, 5_000), true);
  assert.deepEqual(asked, ['HEAD /logout']);
  assert.equal(await answersAt(`http://${place}/away`, 5_000), false);
  assert.equal(await answersAt(`http://${place}/hangs`, 50), false);
  assert.equal(await answersAt('http://127.0.0.1:1/', 5_000), false);
});

test('a certificate of an authority that only browsers may know is an answer', async () => {
  const place = await listening(createHttps(selfSigned('idp.example', ['127.0.0.1'])));
  assert.equal(await answersAt(`https://${place}/`, 5_000), true);
});
