package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.CompactAddress;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code r} of an answer, and tells which kind it is. */
final class ResponseDecoder {

  private final Fields content;
  private final List<NodeInfo> nodes;
  private final Optional<Bytes> token;

  private ResponseDecoder(Fields content) throws KrpcException {
    this.content = content;
    this.nodes = readNodes(content);
    this.token = content.findText("token");
  }

  static Response decode(
      Fields message, Bytes transaction, Optional<InetSocketAddress> requester, boolean readOnly)
      throws KrpcException {
    Fields content = message.dictionary("r");
    ResponseBody body = new ResponseDecoder(content).body();
    return new Response(transaction, content.id("id"), requester, readOnly, body);
  }

  /** The order of these tests is mainline's. */
  private ResponseBody body() throws KrpcException {
    boolean hasValue = content.has("v");
    boolean hasToken = token.isPresent();
    if (hasToken && hasValue && hasAll("k", "sig", "seq")) {
      return new ResponseBody.MutableValue(nodes, token, readItem());
    } else if (hasToken && content.has("seq")) {
      return new ResponseBody.NoMoreRecentValue(nodes, token, content.integer("seq"));
    } else if (hasValue) {
      return new ResponseBody.ImmutableValue(nodes, token, content.value("v"));
    } else if (content.has("values")) {
      return new ResponseBody.Peers(nodes, token, readPeers());
    } else if (hasToken) {
      return new ResponseBody.NoValues(nodes, token);
    } else if (content.has("nodes") || content.has("nodes6")) {
      return new ResponseBody.FoundNodes(nodes);
    }
    return new ResponseBody.Acknowledgement();
  }

  private boolean hasAll(String... keys) {
    for (String key : keys) {
      if (!content.has(key)) {
        return false;
      }
    }
    return true;
  }

  private MutableItem readItem() throws KrpcException {
    return new MutableItem(
        content.text("k", PublicKey.SIZE),
        Bytes.EMPTY,
        content.integer("seq"),
        new Signature(content.text("sig", Signature.SIZE)),
        content.value("v"));
  }

  /** Peers of both families stand in one list (BEP 32); anything else is passed over. */
  private List<InetSocketAddress> readPeers() throws KrpcException {
    List<InetSocketAddress> peers = new ArrayList<>();
    for (Bencode value : content.findList("values").orElseThrow().items()) {
      if (value instanceof Bencode.Text text) {
        CompactAddress.read(text.content()).ifPresent(peers::add);
      }
    }
    return peers;
  }

  private static List<NodeInfo> readNodes(Fields content) throws KrpcException {
    List<NodeInfo> nodes = readNodes(content, "nodes", AddressFamily.IPV4);
    if (content.has("nodes6")) {
      nodes.addAll(readNodes(content, "nodes6", AddressFamily.IPV6));
    }
    return nodes;
  }

  private static List<NodeInfo> readNodes(Fields content, String key, AddressFamily family)
      throws KrpcException {
    Bytes compact = content.findText(key).orElse(Bytes.EMPTY);
    if (compact.size() % CompactAddress.nodeSize(family) != 0) {
      throw Fields.malformed(key + " has " + compact.size() + " bytes");
    }
    return CompactAddress.readNodes(compact, family);
  }
}
