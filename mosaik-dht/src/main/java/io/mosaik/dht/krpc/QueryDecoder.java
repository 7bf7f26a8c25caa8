package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.dht.krpc.KrpcException.Reason;
import io.mosaik.dht.routing.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Reads {@code q} and {@code a} of a query. */
final class QueryDecoder {

  /** BEP 5 and BEP 44. What is none of them is unknown, whatever its arguments are. */
  private static final Set<String> METHODS =
      Set.of("ping", "find_node", "get_peers", "announce_peer", "get", "put");

  private final Fields arguments;
  private final Bytes transaction;
  private final NodeId sender;
  private final boolean readOnly;

  private QueryDecoder(Fields arguments, Bytes transaction, boolean readOnly) throws KrpcException {
    this.arguments = arguments;
    this.transaction = transaction;
    this.sender = arguments.id("id");
    this.readOnly = readOnly;
  }

  static Query decode(Fields message, Bytes transaction, boolean readOnly) throws KrpcException {
    String method = new String(message.text("q").toArray(), StandardCharsets.ISO_8859_1);
    if (!METHODS.contains(method)) {
      throw new KrpcException(Reason.UNKNOWN_METHOD, "q is " + Fields.shown(message.text("q")));
    }
    QueryDecoder decoder = new QueryDecoder(message.dictionary("a"), transaction, readOnly);
    switch (method) {
      case "ping":
        return new Ping(transaction, decoder.sender, readOnly);
      case "find_node":
        return new FindNode(
            transaction,
            decoder.sender,
            readOnly,
            decoder.arguments.id("target"),
            Want.read(decoder.arguments));
      case "get_peers":
        return new GetPeers(
            transaction,
            decoder.sender,
            readOnly,
            decoder.arguments.id("info_hash"),
            Want.read(decoder.arguments));
      case "announce_peer":
        return decoder.announcePeer();
      case "get":
        return decoder.get();
      default: // "put"
        return decoder.arguments.has("k") ? decoder.putMutable() : decoder.putImmutable();
    }
  }

  private AnnouncePeer announcePeer() throws KrpcException {
    boolean impliedPort = arguments.findInt("implied_port").orElse(0) != 0;
    long port = impliedPort ? arguments.findInt("port").orElse(0) : arguments.integer("port");
    if (port < (impliedPort ? 0 : 1) || port > 65535) {
      throw Fields.malformed("port is " + port);
    }
    return new AnnouncePeer(
        transaction,
        sender,
        readOnly,
        arguments.id("info_hash"),
        (int) port,
        impliedPort,
        arguments.text("token"));
  }

  private Get get() throws KrpcException {
    return new Get(
        transaction,
        sender,
        readOnly,
        arguments.id("target"),
        arguments.findInt("seq"),
        Want.read(arguments));
  }

  private PutImmutable putImmutable() throws KrpcException {
    BencodedValue value = arguments.value("v");
    return new PutImmutable(
        transaction, sender, readOnly, target(value.target()), arguments.text("token"), value);
  }

  private PutMutable putMutable() throws KrpcException {
    MutableItem item =
        new MutableItem(
            arguments.text("k", PublicKey.SIZE),
            arguments.findText("salt").orElse(Bytes.EMPTY),
            arguments.integer("seq"),
            new Signature(arguments.text("sig", Signature.SIZE)),
            arguments.value("v"));
    return new PutMutable(
        transaction,
        sender,
        readOnly,
        target(item.target()),
        arguments.text("token"),
        item,
        arguments.findInt("cas"));
  }

  /** Where to put something: BEP 44 leaves that to the thing itself, mainline says it, too. */
  private NodeId target(NodeId implied) throws KrpcException {
    return arguments.has("target") ? arguments.id("target") : implied;
  }
}
