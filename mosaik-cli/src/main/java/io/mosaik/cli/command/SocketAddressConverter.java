package io.mosaik.cli.command;

import com.google.common.net.HostAndPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code ADDR:PORT} with an IP address that this machine can bind; port 0 means any. */
final class SocketAddressConverter implements ITypeConverter<InetSocketAddress> {

  @Override
  public InetSocketAddress convert(String text) {
    try {
      HostAndPort parsed = HostAndPort.fromString(text);
      return new InetSocketAddress(
          InetAddress.getByName(parsed.getHost()), parsed.getPortOrDefault(0));
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw new TypeConversionException("'" + text + "' is no ADDR:PORT such as 127.0.0.1:0");
    }
  }
}
