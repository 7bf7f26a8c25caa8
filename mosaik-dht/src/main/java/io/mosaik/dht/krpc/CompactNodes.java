package io.mosaik.dht.krpc;

import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.util.List;

/**
 * The nodes of one family, as a byte string of their ids and addresses (BEP 5, "Contact encoding").
 * They are most of what a server writes, therefore written straight to where they belong.
 *
 * <p>Immutable.
 *
 * @param nodes those of the other family have no place beside them, and are passed over
 * @param family which ones are written
 * @param count how many these are
 */
record CompactNodes(List<NodeInfo> nodes, AddressFamily family, int count) implements BencodePart {

  static CompactNodes of(List<NodeInfo> nodes, AddressFamily family) {
    int count = 0;
    for (NodeInfo node : nodes) {
      count += family.contains(node.address().getAddress()) ? 1 : 0;
    }
    return new CompactNodes(nodes, family, count);
  }

  boolean isEmpty() {
    return count == 0;
  }

  @Override
  public int encodedSize() {
    return BencodeDictionary.textSize(contentSize());
  }

  @Override
  public int writeTo(byte[] target, int from) {
    int at = BencodeDictionary.writeLength(contentSize(), target, from);
    for (NodeInfo node : nodes) {
      if (family.contains(node.address().getAddress())) {
        node.id().bytes().copyTo(target, at);
        at = CompactAddress.write(node.address(), target, at + NodeId.SIZE);
      }
    }
    return at;
  }

  private int contentSize() {
    return count * CompactAddress.nodeSize(family);
  }
}
