import type { Paint } from './chain-view.ts';
import type { Door, NetworkFile, NetworkMailbox, NetworkProvider } from './network-file.ts';

function boxes(mailboxes: readonly NetworkMailbox[], colours: Paint): string {
  const widest = Math.max(...mailboxes.map(({ address }) => address.length));
  return mailboxes
    .map(({ address, password, holder, policy }) => {
      const note = policy === undefined ? holder : `${holder} (${policy})`;
      return `      ${address.padEnd(widest)}  ${colours.good(password)}  ${colours.dim(note)}\n`;
    })
    .join('');
}

function provider(one: NetworkProvider, colours: Paint): string {
  const write = [
    one.submission && `${one.submission.host}:${one.submission.port} (STARTTLS)`,
    one.submissions && `${one.submissions.host}:${one.submissions.port} (TLS)`,
  ].filter((door) => door !== undefined);
  const read = (name: string, clear: Door | undefined, secure: Door | undefined) => {
    const doors = [clear && `${clear.host}:${clear.port} (STARTTLS)`, secure && `${secure.host}:${secure.port} (TLS)`];
    const open = doors.filter((door) => door !== undefined);
    return open.length === 0 ? '' : `    read   ${name} ${open.join(' or ')}\n`;
  };
  return (
    `\n  ${colours.bold(one.name)}  ${one.pecDomains.join(', ')}\n` +
    (one.web === undefined
      ? ''
      : `    web    ${colours.bold(one.web)}  ${colours.dim('webmail; /admin/ for operators')}\n`) +
    `    write  smtp ${write.join(' or ')}\n` +
    read('imap', one.imap, one.imaps) +
    read('pop3', one.pop3, one.pop3s) +
    (one.autoconfig === undefined ? '' : `    setup  ${one.autoconfig}/apple.mobileconfig?email=ADDRESS\n`) +
    boxes(one.mailboxes, colours) +
    operators(one, colours)
  );
}

/** One line: who opens the pages of administration. */
function operators({ administrators }: NetworkProvider, colours: Paint): string {
  const told = administrators.map(({ login, password }) => `${login} ${colours.good(password)}`);
  return told.length === 0 ? '' : `      ${colours.dim('/admin/:')} ${told.join('  ')}\n`;
}

/** What a person needs to try the network: doors, addresses, passwords, the root certificate. */
export function welcome(network: NetworkFile, dataPath: string, colours: Paint): string {
  const { ordinary } = network;
  return (
    `\n${colours.bold('Ceralacca')}: a small PEC country on this machine. It is for trying and testing only: its providers are\n` +
    `invented, its certificates come from a test root, and nothing sent here has any legal value.\n` +
    network.providers.map((one) => provider(one, colours)).join('') +
    `\n  ${colours.bold('Ordinary mail')}  ${ordinary.domain} (not certified)\n` +
    `    write  smtp ${ordinary.smtp.host}:${ordinary.smtp.port}\n` +
    `    read   pop3s ${ordinary.pop3s.host}:${ordinary.pop3s.port}\n` +
    boxes(ordinary.mailboxes, colours) +
    `\n  Test root certificate  ${network.root}\n` +
    `  Index of providers     ${network.index.url} ${colours.dim('(with the client certificate beside the root)')}\n` +
    `  The same over LDAP     ${network.index.ldap}\n` +
    `  Clock of the network   ${network.control}/clock\n` +
    `      curl -d '{"advance":"PT12H"}' ${network.control}/clock   ${colours.dim('twelve hours pass, notices and all')}\n` +
    `  Everything is kept in  ${dataPath} ${colours.dim('(--fresh starts anew)')}\n`
  );
}
