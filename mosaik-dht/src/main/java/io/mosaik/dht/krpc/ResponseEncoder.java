package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.AddressFamily;
import java.util.List;

/** Writes {@code r} of each kind of answer. */
final class ResponseEncoder implements ResponseHandler<BencodeDictionary> {

  private final BencodeDictionary content;

  ResponseEncoder(BencodeDictionary content) {
    this.content = content;
  }

  @Override
  public BencodeDictionary mutableValue(ResponseBody.MutableValue body) {
    MutableItem item = body.item();
    return putNodesAndToken(body)
        .putText("k", item.key())
        .putInt("seq", item.seq())
        .putText("sig", item.signature().bytes())
        .putEncoded("v", item.value().encoded());
  }

  @Override
  public BencodeDictionary noMoreRecentValue(ResponseBody.NoMoreRecentValue body) {
    return putNodesAndToken(body).putInt("seq", body.seq());
  }

  @Override
  public BencodeDictionary immutableValue(ResponseBody.ImmutableValue body) {
    return putNodesAndToken(body).putEncoded("v", body.value().encoded());
  }

  @Override
  public BencodeDictionary peers(ResponseBody.Peers body) {
    List<Bytes> values =
        body.peers().stream()
            .map(peer -> BencodeDictionary.text(CompactAddress.write(peer)))
            .toList();
    return putNodesAndToken(body).putList("values", values);
  }

  @Override
  public BencodeDictionary noValues(ResponseBody.NoValues body) {
    return putNodesAndToken(body);
  }

  @Override
  public BencodeDictionary foundNodes(ResponseBody.FoundNodes body) {
    return putNodesAndToken(body);
  }

  @Override
  public BencodeDictionary acknowledgement(ResponseBody.Acknowledgement body) {
    return content;
  }

  private BencodeDictionary putNodesAndToken(ResponseBody body) {
    body.token().ifPresent(token -> content.putText("token", token));
    Bytes ipv6 = CompactAddress.writeNodes(body.nodes(), AddressFamily.IPV6);
    Bytes ipv4 = CompactAddress.writeNodes(body.nodes(), AddressFamily.IPV4);
    if (!ipv6.isEmpty()) {
      content.putText("nodes6", ipv6);
    }
    // Without either key this would be an acknowledgement.
    return ipv4.isEmpty() && !ipv6.isEmpty() ? content : content.putText("nodes", ipv4);
  }
}
