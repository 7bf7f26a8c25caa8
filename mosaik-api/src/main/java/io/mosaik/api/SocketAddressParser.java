package io.mosaik.api;

import java.net.InetSocketAddress;

/**
 * Reads one socket address by the grammar of Rust's {@code SocketAddr}. Goes over the text once, so
 * that long texts cost no more than their length.
 *
 * <p>Confined to one thread, used once.
 */
final class SocketAddressParser {

  private final String text;
  private int at;
  private boolean endedDotted;

  SocketAddressParser(String text) {
    this.text = text;
  }

  InetSocketAddress parse() {
    byte[] address;
    int scope = 0;
    if (accept('[')) {
      address = ipv6();
      if (accept('%')) {
        scope = number(Integer.MAX_VALUE, "scope");
      }
      expect(']');
    } else {
      address = new byte[SocketAddresses.IPV4_SIZE];
      if (!ipv4(address, 0)) {
        throw refuse("IPv4 address");
      }
    }
    expect(':');
    int port = number(0xffff, "port");
    if (at < text.length()) {
      throw refuse("end of the text");
    }
    return new InetSocketAddress(SocketAddresses.inetAddress(address, scope), port);
  }

  /** Four octets without leading zeros; where they are not, nothing is read. */
  private boolean ipv4(byte[] target, int offset) {
    int start = at;
    for (int i = 0; i < SocketAddresses.IPV4_SIZE; i++) {
      int octet = i > 0 && !accept('.') ? -1 : octet();
      if (octet < 0) {
        at = start;
        return false;
      }
      target[offset + i] = (byte) octet;
    }
    return true;
  }

  private int octet() {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < 3 && digit(10) >= 0) {
      value = 10 * value + digit(10);
      at++;
    }
    boolean leadingZero = at - start > 1 && text.charAt(start) == '0';
    return at == start || leadingZero || value > 0xff ? -1 : value;
  }

  private byte[] ipv6() {
    byte[] address = new byte[SocketAddresses.IPV6_SIZE];
    int head = groups(address, SocketAddresses.IPV6_SIZE);
    if (head == SocketAddresses.IPV6_SIZE) {
      return address;
    }
    if (endedDotted) {
      throw refuse("eight groups, for a dotted part is the last,");
    }
    expect(':');
    expect(':');
    byte[] tail = new byte[SocketAddresses.IPV6_SIZE];
    // "::" stands for one group at least.
    int size = groups(tail, SocketAddresses.IPV6_SIZE - head - 2);
    System.arraycopy(tail, 0, address, SocketAddresses.IPV6_SIZE - size, size);
    return address;
  }

  /** Reads groups, the last two perhaps dotted, into at most {@code room} bytes. */
  private int groups(byte[] target, int room) {
    int size = 0;
    while (size < room) {
      int start = at;
      if (size > 0 && !accept(':')) {
        return size;
      }
      if (room - size >= SocketAddresses.IPV4_SIZE && ipv4(target, size)) {
        endedDotted = true;
        return size + SocketAddresses.IPV4_SIZE;
      }
      int group = group();
      if (group < 0) {
        at = start;
        return size;
      }
      target[size++] = (byte) (group >> 8);
      target[size++] = (byte) group;
    }
    return size;
  }

  private int group() {
    int start = at;
    int value = 0;
    while (at < text.length() && at - start < 4 && digit(16) >= 0) {
      value = value << 4 | digit(16);
      at++;
    }
    return at == start ? -1 : value;
  }

  /** A decimal number of any length, leading zeros allowed. */
  private int number(int max, String what) {
    int start = at;
    long value = 0;
    while (at < text.length() && digit(10) >= 0) {
      value = Math.min(10 * value + digit(10), Integer.MAX_VALUE + 1L);
      at++;
    }
    if (at == start || value > max) {
      at = start;
      throw refuse(what + " up to " + max);
    }
    return (int) value;
  }

  /** The ASCII digit here, or -1; {@link Character#digit} would take those of all scripts. */
  private int digit(int radix) {
    char c = text.charAt(at);
    return c < 0x80 ? Character.digit(c, radix) : -1;
  }

  private boolean accept(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw refuse("'" + wanted + "'");
    }
  }

  private IllegalArgumentException refuse(String wanted) {
    return new IllegalArgumentException(
        "not a socket address: " + Excerpt.of(text) + ", " + wanted + " expected at " + at);
  }
}
