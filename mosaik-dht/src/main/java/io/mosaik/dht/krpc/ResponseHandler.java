package io.mosaik.dht.krpc;

/**
 * What to do with each kind of answer.
 *
 * @param <R> what comes of it
 */
public interface ResponseHandler<R> {

  /** An item was found. */
  R mutableValue(ResponseBody.MutableValue body);

  /** An item is stored, but not a newer one than asked for. */
  R noMoreRecentValue(ResponseBody.NoMoreRecentValue body);

  /** A value was found. */
  R immutableValue(ResponseBody.ImmutableValue body);

  /** Peers were found. */
  R peers(ResponseBody.Peers body);

  /** Nothing was found, but could be stored. */
  R noValues(ResponseBody.NoValues body);

  /** Nodes and no more. */
  R foundNodes(ResponseBody.FoundNodes body);

  /** I am here; I have stored it. */
  R acknowledgement(ResponseBody.Acknowledgement body);
}
