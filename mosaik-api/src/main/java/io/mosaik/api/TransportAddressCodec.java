package io.mosaik.api;

import io.mosaik.api.codec.PostcardException;
import io.mosaik.api.codec.PostcardReader;
import io.mosaik.api.codec.PostcardWriter;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The postcard form of transport addresses. The dialects differ in custom addresses: iroh up to
 * 1.0, on which mosaik 0.3 stands, writes how it keeps them in memory (30 bytes inline, more on the
 * heap); iroh 1.1, on which mosaik 0.4.2 stands, writes plain bytes.
 */
final class TransportAddressCodec {

  private static final int RELAY = 0;
  private static final int IP = 1;
  private static final int CUSTOM = 2;

  private static final int IPV4 = 0;
  private static final int IPV6 = 1;

  private static final int INLINE = 0;
  private static final int HEAP = 1;

  /** Variant, and a text without characters. */
  private static final int LEAST_SIZE = 2;

  private TransportAddressCodec() {}

  static void write(PostcardWriter out, Dialect dialect, SortedSet<TransportAddress> addresses) {
    out.varint(addresses.size());
    for (TransportAddress address : addresses) {
      if (address instanceof TransportAddress.Relay relay) {
        out.varint(RELAY);
        out.text(relay.url());
      } else if (address instanceof TransportAddress.Ip ip) {
        out.varint(IP);
        writeIp(out, ip);
      } else if (address instanceof TransportAddress.Custom custom) {
        out.varint(CUSTOM);
        writeCustom(out, dialect, custom);
      }
    }
  }

  static SortedSet<TransportAddress> read(PostcardReader in, Dialect dialect)
      throws PostcardException {
    SortedSet<TransportAddress> addresses = new TreeSet<>();
    for (int left = in.count(LEAST_SIZE); left > 0; left--) {
      addresses.add(readOne(in, dialect));
    }
    return addresses;
  }

  private static TransportAddress readOne(PostcardReader in, Dialect dialect)
      throws PostcardException {
    int variant = variant(in, CUSTOM);
    if (variant == RELAY) {
      return new TransportAddress.Relay(in.text());
    }
    return variant == IP ? readIp(in) : readCustom(in, dialect);
  }

  private static void writeIp(PostcardWriter out, TransportAddress.Ip ip) {
    byte[] address = ip.address().getAddress();
    out.varint(address.length == SocketAddresses.IPV4_SIZE ? IPV4 : IPV6);
    out.raw(address);
    out.varint(ip.port());
  }

  private static TransportAddress.Ip readIp(PostcardReader in) throws PostcardException {
    byte[] address =
        in.raw(variant(in, IPV6) == IPV4 ? SocketAddresses.IPV4_SIZE : SocketAddresses.IPV6_SIZE);
    int port = (int) in.varint(Short.SIZE);
    return new TransportAddress.Ip(
        new InetSocketAddress(SocketAddresses.inetAddress(address, 0), port));
  }

  private static void writeCustom(
      PostcardWriter out, Dialect dialect, TransportAddress.Custom custom) {
    out.varint(custom.transport());
    byte[] data = custom.data().unsafeArray();
    if (dialect != Dialect.V0_3) {
      out.bytes(data);
    } else if (data.length <= AddressOrder.INLINE_LIMIT) {
      out.varint(INLINE);
      out.u8(data.length);
      out.raw(Arrays.copyOf(data, AddressOrder.INLINE_LIMIT));
    } else {
      out.varint(HEAP);
      out.bytes(data);
    }
  }

  private static TransportAddress.Custom readCustom(PostcardReader in, Dialect dialect)
      throws PostcardException {
    long transport = in.varint(Long.SIZE);
    byte[] data;
    if (dialect != Dialect.V0_3 || variant(in, HEAP) == HEAP) {
      data = in.bytes();
      checkCanonical(dialect != Dialect.V0_3 || data.length > AddressOrder.INLINE_LIMIT);
    } else {
      int size = in.u8();
      byte[] padded = in.raw(AddressOrder.INLINE_LIMIT);
      checkCanonical(size <= padded.length);
      data = Arrays.copyOf(padded, size);
      checkCanonical(Arrays.equals(Arrays.copyOf(data, padded.length), padded));
    }
    return new TransportAddress.Custom(transport, Bytes.of(data));
  }

  /** No iroh writes anything else, and nothing else would survive being written again. */
  private static void checkCanonical(boolean canonical) throws PostcardException {
    if (!canonical) {
      throw new PostcardException("a custom address that is not laid out as iroh does");
    }
  }

  private static int variant(PostcardReader in, int last) throws PostcardException {
    long variant = in.varint(Integer.SIZE);
    if (variant > last) {
      throw new PostcardException("variant " + variant + " of an address, not up to " + last);
    }
    return (int) variant;
  }
}
