import type pg from 'pg';
import { connect, type PostgresConnection } from './connection.ts';
import { refuseUnsafe } from './refuse-unsafe.ts';

/** Opens the one session of a writer; an unsafe database is refused before anything is written. `planSettings`: statements. */
export async function openWriter(
  connection: PostgresConnection,
  name: string,
  planSettings: string,
): Promise<pg.Client> {
  const client = await connect(connection, name);
  try {
    await refuseUnsafe(client);
    await client.query(planSettings);
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}
