package io.mosaik.dht.node.net;

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
 * it in the last column of {@code /proc/net/udp}.
 */
final class KernelDrops {

  private static final Path LINUX_TABLE = Path.of("/proc/net/udp");
  private static final int LOCAL_ADDRESS_COLUMN = 1;
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}");

  private KernelDrops() {}

  /** The count for a bound socket; empty where the system does not tell. Reads a file. */
  static OptionalLong of(InetSocketAddress local) {
    if (!Files.isReadable(LINUX_TABLE)) {
      return OptionalLong.empty();
    }
    try {
      return find(local, Files.readAllLines(LINUX_TABLE));
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

  /** As the kernel writes it on a little-endian machine: the bytes of the address in reverse. */
  private static String format(InetSocketAddress address) {
    byte[] host = address.getAddress().getAddress();
    StringBuilder text = new StringBuilder();
    for (int i = host.length - 1; i >= 0; i--) {
      text.append(String.format(Locale.ROOT, "%02X", host[i]));
    }
    return text.append(String.format(Locale.ROOT, ":%04X", address.getPort())).toString();
  }
}
