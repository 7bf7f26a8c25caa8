package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;

/** What the codec makes of a datagram, in the words in which mainline's verdicts are recorded. */
final class Verdict
    implements MessageHandler<String>, QueryHandler<String>, ResponseHandler<String> {

  private Verdict() {}

  static String of(Bytes datagram) {
    try {
      return "accepted as " + KrpcCodec.decode(datagram).handleWith(new Verdict());
    } catch (KrpcException refused) {
      return "dropped";
    }
  }

  @Override
  public String query(Query query) {
    return "Request " + query.answerWith(this);
  }

  @Override
  public String response(Response response) {
    return "Response " + response.body().readWith(this);
  }

  @Override
  public String error(KrpcError error) {
    return "Error";
  }

  @Override
  public String ping(Ping query) {
    return "Ping";
  }

  @Override
  public String findNode(FindNode query) {
    return "FindNode";
  }

  @Override
  public String getPeers(GetPeers query) {
    return "GetPeers";
  }

  @Override
  public String announcePeer(AnnouncePeer query) {
    return "AnnouncePeer";
  }

  @Override
  public String get(Get query) {
    return "GetValue";
  }

  @Override
  public String putImmutable(PutImmutable query) {
    return "PutImmutable";
  }

  @Override
  public String putMutable(PutMutable query) {
    return "PutMutable";
  }

  @Override
  public String mutableValue(ResponseBody.MutableValue body) {
    return "GetMutable";
  }

  @Override
  public String noMoreRecentValue(ResponseBody.NoMoreRecentValue body) {
    return "NoMoreRecentValue";
  }

  @Override
  public String immutableValue(ResponseBody.ImmutableValue body) {
    return "GetImmutable";
  }

  @Override
  public String peers(ResponseBody.Peers body) {
    return "GetPeers";
  }

  @Override
  public String noValues(ResponseBody.NoValues body) {
    return "NoValues";
  }

  @Override
  public String foundNodes(ResponseBody.FoundNodes body) {
    return "FindNode";
  }

  @Override
  public String acknowledgement(ResponseBody.Acknowledgement body) {
    return "Ping";
  }
}
