import { once } from 'node:events';
import dns2 from 'dns2';

const { Packet } = dns2;
const NXDOMAIN = 3;

/** What the DNS says of one name; a name without an entry does not exist. */
export interface Zone {
  readonly mx?: readonly (readonly [preference: number, host: string])[];
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
}

export interface NameServer extends AsyncDisposable {
  /** `address:port`. */
  readonly address: string;
  /** `name TYPE`, in order. */
  readonly asked: readonly string[];
}

/** A name server on loopback that knows these names and nothing else. */
export async function openNameServer(zones: Readonly<Record<string, Zone>>): Promise<NameServer> {
  const asked: string[] = [];
  const server = dns2.createServer({
    udp: true,
    handle(request, send) {
      const [question] = request.questions as { name: string; type: number }[];
      const name = question?.name.toLowerCase() ?? '';
      const type = question?.type;
      const response = Packet.createResponseFromRequest(request);
      const zone = zones[name];
      if (zone === undefined) response.header.rcode = NXDOMAIN;
      const answer = (fields: Record<string, unknown>) =>
        response.answers.push({ name, class: Packet.CLASS.IN, ttl: 60, type, ...fields } as dns2.Packet.Resource);
      if (type === Packet.TYPE.MX) for (const [priority, exchange] of zone?.mx ?? []) answer({ priority, exchange });
      if (type === Packet.TYPE.A) for (const address of zone?.a ?? []) answer({ address });
      if (type === Packet.TYPE.AAAA) for (const address of zone?.aaaa ?? []) answer({ address });
      asked.push(`${name} ${Object.entries(Packet.TYPE).find(([, number]) => number === type)?.[0] ?? type}`);
      send(response);
    },
  });
  server.listen({ udp: { port: 0, address: '127.0.0.1' } });
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${server.addresses().udp?.port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}
