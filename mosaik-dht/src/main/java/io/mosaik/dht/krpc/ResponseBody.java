package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeInfo;
import io.mosaik.dht.routing.NodeList;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * The content of an answer. The kinds are told apart by the keys that are there, the first match in
 * the order of this list, as mainline does.
 *
 * <p>Immutable, as are all its kinds.
 */
public sealed interface ResponseBody {

  /** The nodes near the point asked for, of one family or both; none if the kind has none. */
  List<NodeInfo> nodes();

  /** The same, telling of other nodes; kinds that tell of none stay as they are. */
  ResponseBody withNodes(List<NodeInfo> others);

  /** What permits to store at the answering node, if it gave that away. */
  Optional<Bytes> token();

  /** Calls the method of the handler that fits this content. */
  <R> R readWith(ResponseHandler<R> handler);

  /**
   * An item was found ({@code token}, {@code v}, {@code k}, {@code sig} and {@code seq}). It has
   * not been verified.
   */
  record MutableValue(List<NodeInfo> nodes, Optional<Bytes> token, MutableItem item)
      implements ResponseBody {

    /** Copies the list, and checks that there is a token. */
    public MutableValue {
      nodes = NodeList.copyOf(nodes);
      requireToken(token);
    }

    @Override
    public ResponseBody withNodes(List<NodeInfo> others) {
      return new MutableValue(others, token, item);
    }

    @Override
    public <R> R readWith(ResponseHandler<R> handler) {
      return handler.mutableValue(this);
    }
  }

  /**
   * An item is stored, but not a newer one than asked for ({@code token} and {@code seq}).
   *
   * @param seq the sequence number of the stored item
   */
  record NoMoreRecentValue(List<NodeInfo> nodes, Optional<Bytes> token, long seq)
      implements ResponseBody {

    /** Copies the list, and checks that there is a token. */
    public NoMoreRecentValue {
      nodes = NodeList.copyOf(nodes);
      requireToken(token);
    }

    @Override
    public ResponseBody withNodes(List<NodeInfo> others) {
      return new NoMoreRecentValue(others, token, seq);
    }

    @Override
    public <R> R readWith(ResponseHandler<R> handler) {
      return handler.noMoreRecentValue(this);
    }
  }

  /** A value was found ({@code v}). It has not been verified. */
  record ImmutableValue(List<NodeInfo> nodes, Optional<Bytes> token, BencodedValue value)
      implements ResponseBody {

    /** Copies the list. */
    public ImmutableValue {
      nodes = NodeList.copyOf(nodes);
    }

    @Override
    public ResponseBody withNodes(List<NodeInfo> others) {
      return new ImmutableValue(others, token, value);
    }

    @Override
    public <R> R readWith(ResponseHandler<R> handler) {
      return handler.immutableValue(this);
    }
  }

  /**
   * Peers were found ({@code values}).
   *
   * @param peers who shares the torrent
   */
  record Peers(List<NodeInfo> nodes, Optional<Bytes> token, List<InetSocketAddress> peers)
      implements ResponseBody {

    /** Copies the lists. */
    public Peers {
      nodes = NodeList.copyOf(nodes);
      peers = List.copyOf(peers);
    }

    @Override
    public ResponseBody withNodes(List<NodeInfo> others) {
      return new Peers(others, token, peers);
    }

    @Override
    public <R> R readWith(ResponseHandler<R> handler) {
      return handler.peers(this);
    }
  }

  /** Nothing was found, but could be stored ({@code token}). */
  record NoValues(List<NodeInfo> nodes, Optional<Bytes> token) implements ResponseBody {

    /** Copies the list, and checks that there is a token. */
    public NoValues {
      nodes = NodeList.copyOf(nodes);
      requireToken(token);
    }

    @Override
    public ResponseBody withNodes(List<NodeInfo> others) {
      return new NoValues(others, token);
    }

    @Override
    public <R> R readWith(ResponseHandler<R> handler) {
      return handler.noValues(this);
    }
  }

  /** Nodes and no more ({@code nodes}), possibly none. */
  record FoundNodes(List<NodeInfo> nodes) implements ResponseBody {

    /** Copies the list. */
    public FoundNodes {
      nodes = NodeList.copyOf(nodes);
    }

    @Override
    public Optional<Bytes> token() {
      return Optional.empty();
    }

    @Override
    public ResponseBody withNodes(List<NodeInfo> others) {
      return new FoundNodes(others);
    }

    @Override
    public <R> R readWith(ResponseHandler<R> handler) {
      return handler.foundNodes(this);
    }
  }

  /** I am here; I have stored it. The answer to a {@code put} must be this and no more. */
  record Acknowledgement() implements ResponseBody {

    @Override
    public List<NodeInfo> nodes() {
      return List.of();
    }

    @Override
    public Optional<Bytes> token() {
      return Optional.empty();
    }

    @Override
    public ResponseBody withNodes(List<NodeInfo> others) {
      return this;
    }

    @Override
    public <R> R readWith(ResponseHandler<R> handler) {
      return handler.acknowledgement(this);
    }
  }

  private static void requireToken(Optional<Bytes> token) {
    if (token.isEmpty()) {
      throw new IllegalArgumentException("without a token this is another kind of answer");
    }
  }
}
