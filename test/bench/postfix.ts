import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '#sandbox';
import { type PrivateServer, startPrivateServer } from './private-server.ts';

/** A Postfix of the bench's own: receives on loopback, hands everything to one LMTP server; nothing of /etc/postfix is read. */
export interface PrivatePostfix extends PrivateServer {
  /** Messages it still has to deliver. */
  queued(): number;
}

const QUEUES = ['maildrop', 'incoming', 'active', 'deferred'] as const;

export async function startPostfix(folder: string, lmtpPort: number): Promise<PrivatePostfix> {
  const [port] = (await freePorts(1)) as readonly [number];
  const config = join(folder, 'postfix');
  const queue = join(folder, 'queue');
  for (const path of [config, queue]) mkdirSync(path, { mode: 0o755 });
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  execFileSync('chown', ['postfix', join(folder, 'data')]);
  writeFileSync(join(config, 'main.cf'), mainSettings(folder, lmtpPort));
  writeFileSync(join(config, 'master.cf'), services(port));
  // Makes the folders of the queue with the owners Postfix wants.
  execFileSync('postfix', ['-c', config, 'check'], { stdio: 'pipe' });
  const server = await startPrivateServer({
    name: 'Postfix',
    program: 'postfix',
    words: ['-c', config, 'start-fg'],
    port,
    // Its master runs in a session of its own, below a shell that passes no signal on.
    stop: () => void execFileSync('postfix', ['-c', config, 'stop'], { stdio: 'pipe' }),
  });
  return Object.assign(server, { queued: () => QUEUES.reduce((sum, name) => sum + files(join(queue, name)), 0) });
}

function files(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
}

/** Defaults wherever possible. TLS is off on both hops, which favours Postfix: ours is measured with TLS on every hop. */
function mainSettings(folder: string, lmtpPort: number): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${folder}/postfix.log
maillog_file_prefixes = ${folder}
myhostname = mx.theirs.example
mydomain = theirs.example
myorigin = theirs.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
alias_maps =
alias_database =
virtual_mailbox_domains = theirs.example
virtual_transport = lmtp:inet:127.0.0.1:${lmtpPort}
smtpd_tls_security_level = none
lmtp_tls_security_level = none
`;
}

function services(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;
}
