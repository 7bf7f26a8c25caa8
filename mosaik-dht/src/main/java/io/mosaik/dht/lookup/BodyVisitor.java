package io.mosaik.dht.lookup;

import io.mosaik.dht.krpc.ResponseBody;
import io.mosaik.dht.krpc.ResponseHandler;

/** Looks at answers for one kind of content, and finds nothing in all others. */
abstract class BodyVisitor implements ResponseHandler<Finding> {

  @Override
  public Finding mutableValue(ResponseBody.MutableValue body) {
    return Finding.NOTHING;
  }

  @Override
  public Finding noMoreRecentValue(ResponseBody.NoMoreRecentValue body) {
    return Finding.NOTHING;
  }

  @Override
  public Finding immutableValue(ResponseBody.ImmutableValue body) {
    return Finding.NOTHING;
  }

  @Override
  public Finding peers(ResponseBody.Peers body) {
    return Finding.NOTHING;
  }

  @Override
  public Finding noValues(ResponseBody.NoValues body) {
    return Finding.NOTHING;
  }

  @Override
  public Finding foundNodes(ResponseBody.FoundNodes body) {
    return Finding.NOTHING;
  }

  @Override
  public Finding acknowledgement(ResponseBody.Acknowledgement body) {
    return Finding.NOTHING;
  }
}
