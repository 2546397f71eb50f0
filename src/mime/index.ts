export * from './rope.ts';
