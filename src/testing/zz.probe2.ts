import { simulate } from './simulation.ts';

const seed = Number(process.argv[2]);
const id = process.argv[3]!;
await simulate(seed, {
  async inspect(world) {
    for (const m of world.members())
      for (const r of await world.log(m.spec.key))
        if (r.identificativo?.startsWith(id))
          console.log(
            m.spec.key,
            new Date(r.instant).toISOString().slice(5, 19),
            r.point,
            r.event,
            r.tipo ?? '',
            r.consegna ?? r.ricezione?.join() ?? '',
            (r.erroreEsteso ?? '').slice(0, 70),
            r.peer ?? '',
            r.messageId?.slice(0, 8) ?? '',
          );
  },
});
