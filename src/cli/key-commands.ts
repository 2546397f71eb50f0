import type { Command } from 'commander';
import { encrypt } from './key-encrypt.ts';
import { install } from './key-install.ts';
import { lint } from './key-lint.ts';
import { activate, retire } from './key-orders.ts';
import { request } from './key-request.ts';
import { status } from './key-status.ts';
import { uses } from './key-uses.ts';
import { onProvider } from './open-provider.ts';

/** `ceralacca key`: the provider's signing keys through their lives (spec 11.8, 14.1, 14.3). */
export function addKeyCommands(program: Command): void {
  const key = program.command('key').description("A provider's signing keys and their certificates.");
  onProvider(
    key.command('status').description('Every key: since when published, when it signs, what is missing.'),
  ).action(status);
  onProvider(key.command('request').description('Make the next key and write the request for its certificate.'))
    .requiredOption('--out <file>', 'where the request goes, PKCS #10 in PEM')
    .option('--cn <name>', 'common name; default: Posta Certificata and the name of the provider')
    .option('--country <code>', 'country of the subject', 'IT')
    .option('--bits <number>', 'of the RSA key: 2048, 3072, 4096', '2048')
    .option('--plain', 'keep a key file without a passphrase')
    .action(request);
  onProvider(
    key
      .command('install')
      .description(
        'Put the certificate of the next key in its place: it is checked, published, and signs 72 hours later.',
      )
      .argument('<certificate>'),
  ).action(install);
  onProvider(key.command('activate').description('Put the next key in force without waiting for peers to know it.'))
    .option('--now', 'yes, at once')
    .requiredOption('--reason <text>', 'written into the log')
    .action(activate);
  onProvider(
    key
      .command('retire')
      .description('Take a certificate that no longer signs out of our record, before its end.')
      .argument('<serial>'),
  )
    .requiredOption('--reason <text>', 'written into the log')
    .action(retire);
  onProvider(key.command('uses').description('What the keys signed, day by day, beside what the log says was issued.'))
    .option('--from <day>', 'first day; default: the last')
    .option('--to <day>', 'last day; default: today')
    .action(uses);
  addFileCommands(key);
}

/** What needs no provider. */
function addFileCommands(key: Command): void {
  key
    .command('lint')
    .description("Hold a certificate against the profile of a provider's signing certificate.")
    .argument('<certificate>')
    .option('--provider <name>', 'providerName of the index record, which CN or O must contain')
    .option('--address <address>', 'service address, which subjectAltName must name')
    .option('--json', 'print JSON')
    .action(lint);
  key
    .command('encrypt')
    .description('Put a key file behind a passphrase.')
    .argument('<file>')
    .option('--passphrase-file <file>', 'its first line; else CERALACCA_KEY_PASSPHRASE')
    .option('--json', 'print JSON')
    .action(encrypt);
}
