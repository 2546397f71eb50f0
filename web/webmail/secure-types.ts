import type { AnswerOf } from '#kit';

export type Security = AnswerOf<'GET /security'>;
/** Asks again how things stand. */
export type Again = () => Promise<void>;
