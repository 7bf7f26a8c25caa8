package io.mosaik.cli.command;

import com.google.common.net.HostAndPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Host and port of a peer: an IP address or a name that is resolved when it is needed. Immutable.
 *
 * @param host a name or an IP address, without brackets
 * @param port from 1 to 65535
 */
record PeerSocket(String host, int port) {

  /** Resolves the host to all of its addresses. */
  List<InetSocketAddress> resolve() {
    try {
      return Arrays.stream(InetAddress.getAllByName(host))
          .map(address -> new InetSocketAddress(address, port))
          .toList();
    } catch (UnknownHostException unknown) {
      throw CommandFailure.failed("unknown host " + host);
    }
  }

  /** Converts {@code HOST:PORT}. */
  static final class Converter implements ITypeConverter<PeerSocket> {

    @Override
    public PeerSocket convert(String text) {
      try {
        HostAndPort parsed = HostAndPort.fromString(text);
        if (parsed.getPort() == 0) {
          throw new TypeConversionException(
              "'" + text + "': nobody can be reached at port 0, name the peer's port");
        }
        if (!parsed.getHost().isEmpty()) {
          return new PeerSocket(parsed.getHost(), parsed.getPort());
        }
      } catch (IllegalArgumentException | IllegalStateException malformed) {
        // Said below.
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' is no HOST:PORT such as 192.0.2.7:4433, [2001:db8::7]:4433 or"
              + " peer.example:4433");
    }
  }
}
