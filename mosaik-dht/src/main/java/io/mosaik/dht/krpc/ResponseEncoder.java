package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.CompactAddress;
import io.mosaik.dht.routing.NodeList;
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
    content.putText("k", item.key());
    return putNodesAndToken(body)
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
    NodeList nodes = NodeList.copyOf(body.nodes());
    Bytes ipv4 = nodes.compact(AddressFamily.IPV4);
    Bytes ipv6 = nodes.compact(AddressFamily.IPV6);
    // Without either key this would be an acknowledgement.
    if (!ipv4.isEmpty() || ipv6.isEmpty()) {
      content.putText("nodes", ipv4);
    }
    if (!ipv6.isEmpty()) {
      content.putText("nodes6", ipv6);
    }
    return body.token().isPresent() ? content.putText("token", body.token().get()) : content;
  }
}
