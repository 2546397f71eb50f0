import type { Command } from 'commander';

export function addProviderCommands(_program: Command): void {}
