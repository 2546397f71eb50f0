/** Connections open, in all and by peer address. */
export interface PeerCount {
  /** Counts one more connection of this peer; false when it has too many already, and then nothing is counted. */
  enter(peer: string): boolean;
  leave(peer: string): void;
}

/** At most `total` connections, at most `perPeer` of one address. */
export function peerCount(limits: { readonly total: number; readonly perPeer: number }): PeerCount {
  const open = new Map<string, number>();
  let all = 0;
  return {
    enter(peer) {
      const mine = open.get(peer) ?? 0;
      if (all >= limits.total || mine >= limits.perPeer) return false;
      open.set(peer, mine + 1);
      all++;
      return true;
    },
    leave(peer) {
      const mine = open.get(peer);
      if (mine === undefined) return;
      all--;
      if (mine === 1) open.delete(peer);
      else open.set(peer, mine - 1);
    },
  };
}
