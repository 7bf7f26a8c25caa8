package io.mosaik.cli.command;

import io.mosaik.api.NetworkId;
import java.util.HexFormat;
import picocli.CommandLine.Option;

/** The network to join or look at. */
final class NetworkOption {

  private static final int MIN_DIGITS = 48;
  private static final int MAX_DIGITS = 80;

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

  /** Returns the network, and warns of a name that was probably meant to be an id. */
  NetworkId id(Surroundings surroundings, OutputOptions output) {
    return parse(name, surroundings, output);
  }

  static NetworkId parse(String name, Surroundings surroundings, OutputOptions output) {
    NetworkId id;
    try {
      id = NetworkId.of(name);
    } catch (IllegalArgumentException refused) {
      throw CommandFailure.usage("--network: " + refused.getMessage());
    }
    if (looksLikeId(name)) {
      output.warn(
          surroundings,
          "the network name looks like an id, but has "
              + name.strip().length()
              + " hexadecimal digits instead of 64: it is hashed as any other name");
    }
    return id;
  }

  /** A shorter word of hexadecimal digits may well be a name, such as "cafe" or a commit. */
  private static boolean looksLikeId(String name) {
    String digits = name.strip();
    return digits.length() >= MIN_DIGITS
        && digits.length() <= MAX_DIGITS
        && digits.chars().allMatch(HexFormat::isHexDigit)
        && !(digits.length() == 64 && digits.equals(name));
  }
}
