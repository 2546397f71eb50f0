import { storeContract } from '#testing';
import { openMemoryStore } from './store.ts';

storeContract('memory', async () => {
  const store = openMemoryStore();
  return { store, reopen: async () => openMemoryStore({ state: store.state }) };
});
