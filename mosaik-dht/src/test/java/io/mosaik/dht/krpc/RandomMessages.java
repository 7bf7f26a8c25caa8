package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.api.Signature;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Messages of every kind that can be written and read again unchanged. */
final class RandomMessages {

  private final Random random;

  RandomMessages(Random random) {
    this.random = random;
  }

  KrpcMessage next() {
    switch (random.nextInt(15)) {
      case 0:
        return new Ping(transaction(), id(), random.nextBoolean());
      case 1:
        return new FindNode(transaction(), id(), random.nextBoolean(), id(), want());
      case 2:
        return new GetPeers(transaction(), id(), random.nextBoolean(), id(), want());
      case 3:
        return announcePeer();
      case 4:
        return new Get(transaction(), id(), random.nextBoolean(), id(), maybeLong(), want());
      case 5:
        return new PutImmutable(
            transaction(), id(), random.nextBoolean(), id(), bytes(20), value());
      case 6:
        return new PutMutable(
            transaction(), id(), random.nextBoolean(), id(), bytes(20), item(true), maybeLong());
      case 7:
        return new KrpcError(transaction(), requester(), random.nextInt(), words());
      default:
        return new Response(transaction(), id(), requester(), false, body());
    }
  }

  private ResponseBody body() {
    switch (random.nextInt(7)) {
      case 0:
        return new ResponseBody.MutableValue(nodes(), token(), item(false));
      case 1:
        return new ResponseBody.NoMoreRecentValue(nodes(), token(), random.nextLong());
      case 2:
        return new ResponseBody.ImmutableValue(nodes(), maybe(() -> bytes(20)), value());
      case 3:
        return new ResponseBody.Peers(
            nodes(),
            maybe(() -> bytes(20)),
            list(20, () -> address(random.nextBoolean() ? 4 : 16)));
      case 4:
        return new ResponseBody.NoValues(nodes(), token());
      case 5:
        return new ResponseBody.FoundNodes(nodes());
      default:
        return new ResponseBody.Acknowledgement();
    }
  }

  private AnnouncePeer announcePeer() {
    boolean impliedPort = random.nextBoolean();
    int port = random.nextInt(impliedPort ? 0 : 1, 65536);
    return new AnnouncePeer(
        transaction(), id(), random.nextBoolean(), id(), port, impliedPort, bytes(20));
  }

  private MutableItem item(boolean salted) {
    return new MutableItem(
        exactly(32),
        salted ? bytes(64) : Bytes.EMPTY,
        random.nextLong(),
        new Signature(exactly(64)),
        value());
  }

  /** A value of any kind, nested at most three deep. */
  BencodedValue value() {
    try {
      return BencodedValue.parse(encoded(3));
    } catch (KrpcException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Bytes encoded(int depth) {
    switch (depth == 0 ? random.nextInt(2) : random.nextInt(4)) {
      case 0:
        return BencodeDictionary.text(bytes(100));
      case 1:
        return BencodeDictionary.integer(random.nextLong());
      case 2:
        BencodeDictionary list = new BencodeDictionary();
        list.putList("list", list(3, () -> encoded(depth - 1)));
        return list.toBytes();
      default:
        BencodeDictionary dictionary = new BencodeDictionary();
        for (int i = random.nextInt(3); i > 0; i--) {
          dictionary.putEncoded("key" + random.nextInt(100), encoded(depth - 1));
        }
        return dictionary.toBytes();
    }
  }

  private List<NodeInfo> nodes() {
    List<NodeInfo> nodes = list(8, () -> new NodeInfo(id(), address(4)));
    nodes.addAll(list(5, () -> new NodeInfo(id(), address(16))));
    return nodes;
  }

  private Want want() {
    return new Want(
        Arrays.stream(AddressFamily.values())
            .filter(family -> random.nextBoolean())
            .collect(Collectors.toSet()));
  }

  private Optional<InetSocketAddress> requester() {
    return maybe(() -> address(random.nextBoolean() ? 4 : 16));
  }

  private InetSocketAddress address(int size) {
    try {
      InetAddress host = InetAddress.getByAddress(exactly(size).toArray());
      return new InetSocketAddress(host, random.nextInt(1, 65536));
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private String words() {
    return random.nextBoolean() ? "Größe \u20ac" : "no";
  }

  private Bytes transaction() {
    return random.nextBoolean() ? exactly(4) : bytes(20);
  }

  private Optional<Bytes> token() {
    return Optional.of(bytes(20));
  }

  private OptionalLong maybeLong() {
    return random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong());
  }

  private <T> Optional<T> maybe(Supplier<T> some) {
    return random.nextBoolean() ? Optional.empty() : Optional.of(some.get());
  }

  private <T> List<T> list(int most, Supplier<T> item) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(item.get());
    }
    return list;
  }

  private NodeId id() {
    return NodeId.random(random);
  }

  private Bytes bytes(int most) {
    return exactly(random.nextInt(most + 1));
  }

  private Bytes exactly(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }
}
