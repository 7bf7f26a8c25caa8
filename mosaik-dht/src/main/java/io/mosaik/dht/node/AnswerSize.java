package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.routing.NodeInfo;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/**
 * Keeps answers so small that each fits into one Ethernet frame: larger ones are fragmented and
 * often lost, and nodes whose buffer has no more than 2048 bytes cannot read the largest. What we
 * tell beside a value is chosen to fit as a rule; the transaction id, which the asking node chose,
 * can be as long as to spoil that. Then some nodes are left out.
 */
final class AnswerSize {

  /** An Ethernet frame without the headers of IPv4 and UDP. */
  static final int MAX_OVER_IPV4 = 1472;

  /** An Ethernet frame without the headers of IPv6 and UDP. */
  static final int MAX_OVER_IPV6 = 1452;

  private AnswerSize() {}

  /**
   * The datagram of an answer.
   *
   * @param shortened told if nodes had to be left out
   */
  static Bytes encode(KrpcMessage answer, InetAddress to, Runnable shortened) {
    int most = to instanceof Inet4Address ? MAX_OVER_IPV4 : MAX_OVER_IPV6;
    Bytes whole = KrpcCodec.encode(answer);
    if (whole.size() <= most || !(answer instanceof Response response)) {
      return whole;
    }
    shortened.run();
    List<NodeInfo> nodes = response.body().nodes();
    while (whole.size() > most && !nodes.isEmpty()) {
      nodes = nodes.subList(0, nodes.size() - 1);
      whole = KrpcCodec.encode(response.withNodes(nodes));
    }
    return whole;
  }
}
