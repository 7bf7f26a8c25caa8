package io.mosaik.dht.routing;

import io.mosaik.api.Bytes;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Nodes that are told of, and their compact form. They are most of what a server writes, and as
 * long as nothing changes in a bucket it writes the same ones again and again; so that is worked
 * out once, when first asked for.
 *
 * <p>Immutable; threads that ask at once may both work it out.
 */
public final class NodeList extends AbstractList<NodeInfo> implements RandomAccess {

  private final NodeInfo[] nodes;
  private final Bytes[] compact = new Bytes[AddressFamily.values().length];

  private NodeList(NodeInfo[] nodes) {
    this.nodes = nodes;
  }

  /** The nodes of a list, none of them null; the list itself if it is one of these. */
  public static NodeList copyOf(List<NodeInfo> nodes) {
    if (nodes instanceof NodeList known) {
      return known;
    }
    NodeInfo[] copy = nodes.toArray(NodeInfo[]::new);
    for (NodeInfo node : copy) {
      Objects.requireNonNull(node, "node");
    }
    return new NodeList(copy);
  }

  /** The ids and addresses of those of one family (BEP 5, "Contact encoding"; BEP 32). */
  public Bytes compact(AddressFamily family) {
    Bytes known = compact[family.ordinal()];
    if (known == null) {
      known = write(family);
      compact[family.ordinal()] = known;
    }
    return known;
  }

  @Override
  public NodeInfo get(int index) {
    return nodes[index];
  }

  @Override
  public int size() {
    return nodes.length;
  }

  @Override
  public Object[] toArray() {
    return Arrays.copyOf(nodes, nodes.length, Object[].class);
  }

  private Bytes write(AddressFamily family) {
    byte[] whole = new byte[nodes.length * CompactAddress.nodeSize(family)];
    int at = 0;
    for (NodeInfo node : nodes) {
      if (family.contains(node.address().getAddress())) {
        node.id().bytes().copyTo(whole, at);
        at = CompactAddress.write(node.address(), whole, at + NodeId.SIZE);
      }
    }
    return Bytes.of(whole, 0, at);
  }
}
