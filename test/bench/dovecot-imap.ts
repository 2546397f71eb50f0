import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '#sandbox';
import { idsOf } from './dovecot.ts';
import { type PrivateServer, startPrivateServer } from './private-server.ts';

/** Mail belongs to an unprivileged user that every Debian has. */
const OWNER = 'nobody';

/** A Dovecot of the bench's own that speaks IMAPS and nothing else; any password opens any box. Settings are Debian's, sdbox beside. */
export async function startDovecotImap(
  folder: string,
  tls: { readonly key: string; readonly cert: string },
): Promise<PrivateServer> {
  const [door, port] = (await freePorts(2)) as readonly [number, number];
  for (const name of ['run', 'state']) mkdirSync(join(folder, name), { recursive: true, mode: 0o755 });
  const { uid, gid } = await idsOf(OWNER);
  mkdirSync(join(folder, 'mail'), { mode: 0o700 });
  chownSync(join(folder, 'mail'), uid, gid);
  writeFileSync(join(folder, 'key.pem'), tls.key, { mode: 0o600 });
  writeFileSync(join(folder, 'cert.pem'), tls.cert);
  const file = join(folder, 'dovecot.conf');
  writeFileSync(
    file,
    `base_dir = ${folder}/run
state_dir = ${folder}/state
instance_name = ceralacca-bench-imap
log_path = ${folder}/dovecot.log
protocols = imap
ssl = required
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
mail_location = sdbox:${folder}/mail/%n
mail_uid = ${uid}
mail_gid = ${gid}
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = plain
mail_max_userip_connections = 100
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%n allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = ${door}
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = ${port}
  }
}
`,
  );
  // The plain door greets at once, which is how the start is recognised; it takes no login without TLS.
  const server = await startPrivateServer({
    name: 'Dovecot',
    program: 'dovecot',
    words: ['-F', '-c', file],
    port: door,
  });
  return { pid: server.pid, port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
