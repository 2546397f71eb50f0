import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '#sandbox';
import { type PrivateServer, startPrivateServer } from './private-server.ts';

/** A Dovecot of the bench's own, with LMTP and nothing else; `mail_fsync` is left as Dovecot ships it. */
export interface PrivateDovecot extends PrivateServer {
  /** Messages in the inbox of each of these names, together. */
  count(names: readonly string[]): Promise<number>;
}

/** Mail belongs to an unprivileged user that every Debian has. */
const OWNER = 'nobody';

export async function startDovecot(folder: string): Promise<PrivateDovecot> {
  const [port] = (await freePorts(1)) as readonly [number];
  const file = join(folder, 'dovecot.conf');
  for (const name of ['run', 'state']) mkdirSync(join(folder, name), { recursive: true, mode: 0o755 });
  const { uid, gid } = await idsOf(OWNER);
  mkdirSync(join(folder, 'mail'), { mode: 0o700 });
  chownSync(join(folder, 'mail'), uid, gid);
  writeFileSync(file, settings(folder, port, uid, gid));
  const server = await startPrivateServer({ name: 'Dovecot', program: 'dovecot', words: ['-F', '-c', file], port });
  return Object.assign(server, {
    async count(names: readonly string[]) {
      let sum = 0;
      for (const name of names) {
        const words = [
          '-c',
          file,
          '-f',
          'tab',
          'mailbox',
          'status',
          '-u',
          `${name}@theirs.example`,
          'messages',
          'INBOX',
        ];
        const { stdout } = await promisify(execFile)('doveadm', words);
        sum += Number(stdout.trim().split('\n').at(-1)!.split('\t').at(-1));
      }
      return sum;
    },
  });
}

export async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const run = promisify(execFile);
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, user])).stdout)),
  );
  return { uid: uid!, gid: gid! };
}

function settings(folder: string, port: number, uid: number, gid: number): string {
  return `base_dir = ${folder}/run
state_dir = ${folder}/state
instance_name = ceralacca-bench
log_path = ${folder}/dovecot.log
protocols = lmtp
ssl = no
mail_location = sdbox:${folder}/mail/%n
mail_uid = ${uid}
mail_gid = ${gid}
first_valid_uid = 1
first_valid_gid = 1
auth_mechanisms = plain
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%n allow_all_users=yes
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${port}
  }
}
`;
}
