export interface BaseSubject {
  readonly base: string;
  /** A reply or forward mark was taken off (RFC 5256 3). */
  readonly isReply: boolean;
}

/** The base subject of a decoded Subject (RFC 5256 2.1). */
export function baseSubject(_subject: string): BaseSubject {
  throw new Error('base subjects are not built yet');
}
