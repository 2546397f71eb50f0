/** The ports: what the provider needs of the world, as interfaces. Adapters implement them; `testing/*-contract.ts` judges them. */
export * from './accounts.ts';
export * from './audit.ts';
export * from './cards.ts';
export * from './directory.ts';
export * from './identity.ts';
export * from './jobs.ts';
export * from './log.ts';
export * from './log-archive.ts';
export * from './mail-store.ts';
export * from './paper.ts';
export * from './store.ts';
export * from './webhooks.ts';
export * from './world.ts';
