package io.mosaik.api;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;

/** The order of transport addresses in Rust's mosaik, which signatures of entries depend on. */
final class AddressOrder {

  /** Up to so many bytes of a custom address iroh keeps, and sorts, apart from longer ones. */
  static final int INLINE_LIMIT = 30;

  private static final Comparator<TransportAddress.Ip> IP =
      Comparator.comparing(TransportAddress.Ip::address, AddressOrder::compareInetAddresses)
          .thenComparingInt(TransportAddress.Ip::port)
          .thenComparingInt(TransportAddress.Ip::scopeId);

  private static final Comparator<TransportAddress.Custom> CUSTOM =
      Comparator.comparing(TransportAddress.Custom::transport, Long::compareUnsigned)
          .thenComparing(custom -> custom.data().size() > INLINE_LIMIT)
          .thenComparingInt(custom -> Math.min(custom.data().size(), INLINE_LIMIT + 1))
          .thenComparing(TransportAddress.Custom::data);

  private AddressOrder() {}

  static int compare(TransportAddress a, TransportAddress b) {
    if (a instanceof TransportAddress.Ip x && b instanceof TransportAddress.Ip y) {
      return IP.compare(x, y);
    }
    if (a instanceof TransportAddress.Custom x && b instanceof TransportAddress.Custom y) {
      return CUSTOM.compare(x, y);
    }
    if (a instanceof TransportAddress.Relay x && b instanceof TransportAddress.Relay y) {
      return x.url().compareTo(y.url()); // ASCII, so that this is the order of their bytes
    }
    return a.kind().compareTo(b.kind());
  }

  private static int compareInetAddresses(InetAddress a, InetAddress b) {
    byte[] x = a.getAddress();
    byte[] y = b.getAddress();
    return x.length != y.length
        ? Integer.compare(x.length, y.length)
        : Arrays.compareUnsigned(x, y);
  }
}
