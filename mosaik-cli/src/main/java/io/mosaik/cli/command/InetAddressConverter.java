package io.mosaik.cli.command;

import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts an IP address, without ever asking a name server. */
final class InetAddressConverter implements ITypeConverter<InetAddress> {

  @Override
  public InetAddress convert(String text) {
    try {
      return InetAddresses.forString(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException("'" + text + "' is no IP address such as 127.0.0.1 or ::1");
    }
  }
}
