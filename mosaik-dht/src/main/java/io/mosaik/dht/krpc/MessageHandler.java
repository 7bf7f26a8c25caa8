package io.mosaik.dht.krpc;

/**
 * What to do with each kind of message.
 *
 * @param <R> what comes of it
 */
public interface MessageHandler<R> {

  /** Somebody asks. */
  R query(Query query);

  /** Somebody answers. */
  R response(Response response);

  /** Somebody refuses. */
  R error(KrpcError error);
}
