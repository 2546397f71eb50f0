import type { Country } from './country.ts';
import { type DataFolder, keep, readKept } from './data-folder.ts';
import { freePorts, takenPort } from './free-ports.ts';
import { allPorts, completedWith, type PortsPlan, portsFrom, USUAL_BASE_PORT } from './ports-plan.ts';

async function isFree(ports: PortsPlan): Promise<boolean> {
  const all = allPorts(ports);
  return new Set(all).size === all.length && (await takenPort(all)) === undefined;
}

/**
 * The ports of this run. `--base-port N`: consecutive from N, or a fault naming the one that is taken; 0: whatever is free, those of the last run first.
 * Without it those of the last run, so that mail programs set up once go on working; else the usual ones; else free ones. `say` tells
 * whoever expects the doors where they were that they are elsewhere.
 */
export async function choosePorts(
  folder: DataFolder,
  country: Country,
  basePort: number | undefined,
  say: (text: string) => void = () => {},
): Promise<PortsPlan> {
  const ports = await choose(folder, country, basePort, say);
  keep(folder, 'ports.json', ports);
  return ports;
}

async function freePlan(country: Country): Promise<PortsPlan> {
  const [base] = await freePorts(allPorts(portsFrom(country, 0)).length);
  return portsFrom(country, base!);
}

async function choose(
  folder: DataFolder,
  country: Country,
  basePort: number | undefined,
  say: (text: string) => void,
): Promise<PortsPlan> {
  const before = readKept<PortsPlan>(folder, 'ports.json');
  if (basePort === 0) {
    // The same again where they can be had: certificates name doors, and new ones are strangers to what is still on its way.
    const free = await freePlan(country);
    const again = before === undefined ? free : completedWith(before, free);
    return (await isFree(again)) ? again : free;
  }
  if (basePort !== undefined) {
    const asked = portsFrom(country, basePort);
    const taken = await takenPort(allPorts(asked));
    if (taken !== undefined)
      throw new Error(
        `port ${taken} is taken: choose another --base-port (${allPorts(asked).length} ports are needed)`,
      );
    return asked;
  }
  const usual = portsFrom(country, USUAL_BASE_PORT);
  const free = await freePlan(country);
  const wished = before === undefined ? [usual] : [completedWith(before, usual), completedWith(before, free), usual];
  const taken = await takenPort(allPorts(wished[0]!));
  if (taken !== undefined) say(`port ${taken} is taken: the doors are not where they usually are, see below`);
  for (const ports of wished) if (await isFree(ports)) return ports;
  return free;
}
