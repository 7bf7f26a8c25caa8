package io.mosaik.dht.node.net;

import io.mosaik.dht.routing.AddressFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * How many datagrams the kernel has dropped because a socket's receive buffer was full. Linux tells
 * it in the last column of {@code /proc/net/udp} and {@code /proc/net/udp6}.
 */
final class KernelDrops {

  private static final Path IPV4_TABLE = Path.of("/proc/net/udp");
  private static final Path IPV6_TABLE = Path.of("/proc/net/udp6");
  private static final int WORD_SIZE = 4;
  private static final int LOCAL_ADDRESS_COLUMN = 1;
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}");

  private KernelDrops() {}

  /** The count for a bound socket; empty where the system does not tell. Reads a file. */
  static OptionalLong of(InetSocketAddress local) {
    boolean ipv4 = AddressFamily.IPV4.contains(local.getAddress());
    Path table = ipv4 ? IPV4_TABLE : IPV6_TABLE;
    if (!Files.isReadable(table)) {
      return OptionalLong.empty();
    }
    try {
      return find(local, Files.readAllLines(table));
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  static OptionalLong find(InetSocketAddress local, List<String> table) {
    String wanted = format(local);
    return table.stream()
        .filter(line -> line.contains(wanted))
        .map(line -> line.trim().split("\\s+"))
        .filter(columns -> columns.length > LOCAL_ADDRESS_COLUMN)
        .filter(columns -> columns[LOCAL_ADDRESS_COLUMN].equals(wanted))
        .map(columns -> columns[columns.length - 1])
        .filter(drops -> DECIMAL.matcher(drops).matches())
        .mapToLong(Long::parseLong)
        .findFirst();
  }

  /** As the kernel writes it on a little-endian machine: the bytes of each word in reverse. */
  private static String format(InetSocketAddress address) {
    byte[] host = address.getAddress().getAddress();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < host.length; i++) {
      int word = i / WORD_SIZE * WORD_SIZE;
      text.append(String.format(Locale.ROOT, "%02X", host[word + WORD_SIZE - 1 - i % WORD_SIZE]));
    }
    return text.append(String.format(Locale.ROOT, ":%04X", address.getPort())).toString();
  }
}
