import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { readConfig } from '#config';
import { dnsRecords, mtaStsPolicy } from './dns-records.ts';
import { printJson } from './print.ts';

function dns({ config: file, json }: { readonly config: string; readonly json?: true }): void {
  const config = readConfig(file, process.env);
  const records = dnsRecords(config, config.dkim === undefined ? undefined : readFileSync(config.dkim.key, 'utf8'));
  const policy = mtaStsPolicy(config);
  if (json === true) {
    printJson({ records, mtaStsPolicy: policy });
    return;
  }
  for (const { name, type, value, why } of records) process.stdout.write(`; ${why}\n${name}. IN ${type} ${value}\n`);
  const hosts = [config.domain, ...config.pecDomains.map(({ name }) => name)].map(
    (domain) => `https://mta-sts.${domain}/.well-known/mta-sts.txt`,
  );
  process.stdout.write(`\n; The file to serve at ${hosts.join(', ')}\n${policy.replaceAll('\r\n', '\n')}`);
  if (config.dkim === undefined)
    process.stdout.write('\n; No DKIM: set dkim in the settings, and mail to ordinary recipients is signed.\n');
}

/** `ceralacca dns`: the records to publish. */
export function addDns(program: Command): void {
  program
    .command('dns')
    .description('Print the DNS records to publish: MX, SPF, DKIM, MTA-STS, TLS-RPT, and SRV for mail programs.')
    .requiredOption('--config <file>', 'settings of the provider')
    .option('--json', 'print JSON')
    .action(dns);
}
