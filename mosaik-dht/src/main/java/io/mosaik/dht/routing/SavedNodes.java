package io.mosaik.dht.routing;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The form in which nodes outlive a process: a line of text each between one that says what this is
 * and one that proves that nothing is missing.
 *
 * <pre>
 * mosaik-dht-nodes 1
 * 000102030405060708090a0b0c0d0e0f10111213 192.0.2.1:6881
 * 000102030405060708090a0b0c0d0e0f10111214 [2001:db8::1]:6881
 * end 2 5f3ab8d2
 * </pre>
 *
 * <p>The last line holds the number of nodes and the CRC-32C of all bytes before it. What is read
 * is believed no more than what a stranger tells.
 */
public final class SavedNodes {

  /** The most nodes that are written, and read. More than a table holds. Our choice. */
  public static final int MAX_NODES = 4096;

  /** What so many nodes take up at most, in bytes. */
  public static final int MAX_SIZE = 512 << 10;

  private static final String MAGIC = "mosaik-dht-nodes ";
  private static final String FIRST_LINE = MAGIC + "1";
  private static final String LAST_LINE = "end %d %08x\n";

  private SavedNodes() {}

  /** Says why a file is none of these. */
  public static final class CorruptException extends Exception {
    private static final long serialVersionUID = 1L;

    private CorruptException(String why) {
      super(why);
    }
  }

  /**
   * Tells whether a file was once written by this class, whatever has become of it. Nothing else
   * may be renamed or replaced.
   *
   * @param start the first bytes of the file
   */
  public static boolean isOurs(Bytes start) {
    String text = new String(start.toArray(), StandardCharsets.ISO_8859_1);
    return text.startsWith(MAGIC);
  }

  /** Writes the first {@value #MAX_NODES} of the nodes. */
  public static Bytes write(List<NodeInfo> nodes) {
    StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
    int count = Math.min(nodes.size(), MAX_NODES);
    nodes.subList(0, count).forEach(node -> text.append(line(node)));
    text.append(lastLine(count, text.toString()));
    return Bytes.of(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads what was written, but for nodes to which nothing can be sent.
   *
   * @throws CorruptException if it is anything else, or not all of it
   */
  public static List<NodeInfo> read(Bytes file) throws CorruptException {
    if (file.size() > MAX_SIZE) {
      throw new CorruptException("more than " + MAX_SIZE + " bytes");
    }
    String text = new String(file.toArray(), StandardCharsets.ISO_8859_1);
    if (!text.startsWith(FIRST_LINE + "\n")) {
      throw new CorruptException("does not begin with \"" + FIRST_LINE + "\"");
    }
    int end = text.lastIndexOf("\nend ") + 1;
    List<String> lines = text.substring(0, end).lines().skip(1).toList();
    if (end == 0 || !text.substring(end).equals(lastLine(lines.size(), text.substring(0, end)))) {
      throw new CorruptException("the last line does not fit the others");
    }
    if (lines.size() > MAX_NODES) {
      throw new CorruptException("more than " + MAX_NODES + " nodes");
    }
    List<NodeInfo> nodes = new ArrayList<>(lines.size());
    for (String line : lines) {
      NodeInfo node = parse(line);
      if (AddressScope.of(node.address().getAddress()) != AddressScope.UNUSABLE) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  private static String line(NodeInfo node) {
    InetSocketAddress address = node.address();
    String host = InetAddresses.toUriString(address.getAddress());
    return node.id() + " " + host + ":" + address.getPort() + "\n";
  }

  private static String lastLine(long count, String before) {
    CRC32C crc = new CRC32C();
    crc.update(before.getBytes(StandardCharsets.ISO_8859_1));
    return String.format(Locale.ROOT, LAST_LINE, count, crc.getValue());
  }

  private static NodeInfo parse(String line) throws CorruptException {
    try {
      int space = line.indexOf(' ');
      NodeId id = new NodeId(Bytes.fromHex(line.substring(0, Math.max(space, 0))));
      HostAndPort endpoint = HostAndPort.fromString(line.substring(space + 1));
      InetAddress host = InetAddresses.forString(endpoint.getHost());
      return new NodeInfo(id, new InetSocketAddress(host, endpoint.getPort()));
    } catch (IllegalArgumentException | IllegalStateException wrong) {
      throw new CorruptException("no node: " + wrong.getMessage());
    }
  }
}
