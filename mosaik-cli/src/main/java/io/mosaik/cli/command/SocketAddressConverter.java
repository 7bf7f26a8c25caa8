package io.mosaik.cli.command;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code ADDR:PORT} with an IP address of this machine; port 0 means any. */
final class SocketAddressConverter implements ITypeConverter<InetSocketAddress> {

  @Override
  public InetSocketAddress convert(String text) {
    try {
      HostAndPort parsed = HostAndPort.fromString(text);
      return new InetSocketAddress(InetAddresses.forString(parsed.getHost()), parsed.getPort());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no ADDR:PORT of this machine such as 127.0.0.1:4433 or [::1]:4433,"
              + " port 0 for any port");
    }
  }
}
