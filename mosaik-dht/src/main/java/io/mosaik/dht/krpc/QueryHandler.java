package io.mosaik.dht.krpc;

/**
 * What to do with each kind of query.
 *
 * @param <R> what comes of it
 */
public interface QueryHandler<R> {

  /** Are you there? */
  R ping(Ping query);

  /** Whom do you know near this point? */
  R findNode(FindNode query);

  /** Who shares this torrent? */
  R getPeers(GetPeers query);

  /** I share this torrent. */
  R announcePeer(AnnouncePeer query);

  /** What is stored under this target? */
  R get(Get query);

  /** Store this value under its own hash. */
  R putImmutable(PutImmutable query);

  /** Store this signed item under the hash of its key. */
  R putMutable(PutMutable query);
}
