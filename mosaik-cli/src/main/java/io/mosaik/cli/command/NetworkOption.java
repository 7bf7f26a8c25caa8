package io.mosaik.cli.command;

import io.mosaik.api.NetworkId;
import picocli.CommandLine.Option;

/** The network to join or look at. */
final class NetworkOption {

  @Option(
      names = {"-n", "--network"},
      required = true,
      paramLabel = "NAME",
      description =
          "Name of the network. 64 hexadecimal digits are the id itself, any other text is hashed.")
  private String name;

  String name() {
    return name;
  }

  NetworkId id() {
    return NetworkId.of(name);
  }
}
