import type { Command } from 'commander';
import { type Quadrimestre, quadrimestre, quadrimestreOf } from '#service-levels';
import { CliFault, EXIT } from './exit.ts';

export interface PeriodOptions {
  readonly year?: string;
  readonly period?: string;
}

export function withPeriod(command: Command): Command {
  return command
    .option('--year <year>', 'which year; with --period')
    .option('--period <number>', 'which quadrimestre: 1 January to April, 2 May to August, 3 September to December');
}

/** The period asked for; none asked: `otherwise`. Both or neither are said. */
export function periodOf({ year, period }: PeriodOptions, otherwise: (now: Quadrimestre) => Quadrimestre, now: number) {
  if (year === undefined && period === undefined) return otherwise(quadrimestreOf(now));
  const number = Number(period);
  if (year === undefined || (number !== 1 && number !== 2 && number !== 3))
    throw new CliFault('say --year YYYY and --period 1, 2 or 3, or neither', EXIT.usage);
  try {
    return quadrimestre(Number(year), number);
  } catch (fault) {
    throw new CliFault(`--year ${(fault as RangeError).message}`, EXIT.usage);
  }
}
