/**
 * What one client believes of the folder it has open, kept from untagged responses alone. Whatever a correct server never says
 * (RFC 3501 7, RFC 9051 7) becomes a fault.
 */
export class Mirror {
  /** By sequence number - 1; 0 where the UID was not told yet. */
  #uids: number[] = [];
  readonly #flags = new Map<number, string>();
  readonly faults: string[] = [];

  opened(): void {
    this.#uids = [];
    this.#flags.clear();
  }

  get exists(): number {
    return this.#uids.length;
  }

  uids(): readonly number[] {
    return this.#uids;
  }

  /** UID and flags, told ones only, in order: two clients that were told everything hold the same. */
  picture(): string {
    return this.#uids.map((uid) => `${uid} ${this.#flags.get(uid) ?? '?'}`).join('\n');
  }

  /** `during`: the command in progress; its responses may not hold EXPUNGE for FETCH, STORE and SEARCH (RFC 3501 7.4.1). */
  take(untagged: string, during: string): void {
    const numbered = /^(\d+) (EXISTS|EXPUNGE|RECENT|FETCH)(?: \(([\s\S]*)\))?$/.exec(untagged);
    if (numbered === null) {
      const vanished = /^VANISHED (\(EARLIER\) )?(\S+)$/.exec(untagged);
      if (vanished && !vanished[1]) this.#vanished(vanished[2]!, during);
      return;
    }
    const number = Number(numbered[1]);
    if (numbered[2] === 'EXISTS') this.#exists(number, during);
    else if (numbered[2] === 'EXPUNGE') this.#expunge(number, during);
    else if (numbered[2] === 'FETCH') this.#fetch(number, numbered[3] ?? '', during);
  }

  #exists(count: number, during: string): void {
    if (count < this.#uids.length) {
      this.faults.push(`${during}: EXISTS ${count} after ${this.#uids.length} without EXPUNGE`);
      return;
    }
    while (this.#uids.length < count) this.#uids.push(0);
  }

  #expunge(number: number, during: string): void {
    if (/^(FETCH|STORE|SEARCH)\b/.test(during)) this.faults.push(`EXPUNGE ${number} during ${during}`);
    if (number < 1 || number > this.#uids.length)
      return void this.faults.push(`${during}: EXPUNGE ${number} of ${this.#uids.length}`);
    const [uid] = this.#uids.splice(number - 1, 1);
    this.#flags.delete(uid!);
  }

  #vanished(set: string, during: string): void {
    if (/^(FETCH|STORE|SEARCH)\b/.test(during)) this.faults.push(`VANISHED ${set} during ${during}`);
    for (const range of set.split(',')) {
      const [first, last = first] = range.split(':').map(Number) as [number, number?];
      for (let uid = first; uid <= last; uid++) {
        const at = this.#placeOf(uid);
        if (at < 0) this.faults.push(`${during}: VANISHED ${uid}, which this client never had`);
        else this.#uids.splice(at, 1);
        this.#flags.delete(uid);
      }
    }
  }

  /** Where a UID stands; one that was not told stands among the others that were not, between those around it. */
  #placeOf(uid: number): number {
    const at = this.#uids.indexOf(uid);
    if (at >= 0) return at;
    const behind = this.#uids.findIndex((one) => one > uid);
    const place = this.#uids.lastIndexOf(0, behind < 0 ? Number.POSITIVE_INFINITY : behind - 1);
    const before = this.#uids.findLastIndex((one) => one !== 0 && one < uid);
    return behind === 0 || place < before ? -1 : place;
  }

  #fetch(number: number, data: string, during: string): void {
    if (number < 1 || number > this.#uids.length)
      return void this.faults.push(`${during}: FETCH of message ${number} of ${this.#uids.length}`);
    const told = /\bUID (\d+)/.exec(data)?.[1];
    const known = this.#uids[number - 1]!;
    const uid = told === undefined ? known : Number(told);
    if (known !== 0 && uid !== known)
      return void this.faults.push(`${during}: message ${number} has UID ${uid}, it had ${known}`);
    this.#uids[number - 1] = uid;
    const before = this.#uids.slice(0, number - 1).findLast((one) => one !== 0) ?? 0;
    const behind = this.#uids.slice(number).find((one) => one !== 0) ?? Number.POSITIVE_INFINITY;
    if (uid !== 0 && (uid <= before || uid >= behind)) this.faults.push(`${during}: UID ${uid} is out of order`);
    const flags = /\bFLAGS \(([^)]*)\)/.exec(data)?.[1];
    if (flags !== undefined && uid !== 0)
      this.#flags.set(
        uid,
        flags
          .split(' ')
          .filter((flag) => flag !== '\\Recent')
          .sort()
          .join(' '),
      );
  }
}
