import { openWorld } from './world.ts';
const world = await openWorld();
await world.submit({ from: 'mario@pec.alfa.example', to: 'ufficio@pec.beta.example' });
await world.settle();
console.log((await world.sent('alfa','M4'))[0]!.found.text.slice(0, 3500));
