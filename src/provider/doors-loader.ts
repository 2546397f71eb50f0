import type { ProviderConfig } from '#config';
import type { DoorsGround } from './web-ports.ts';

/** Every door the configuration asks for. Their code is loaded when it is needed: a command that opens no door starts the faster. */
export async function openDoors(config: ProviderConfig, ports: DoorsGround) {
  const doors = await import('./open-doors.ts');
  return await doors.openDoors(config, ports);
}
