package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.cli.render.FailureMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a secret comes from: a file or the environment, never an argument that others can read. */
final class SecretOptions {

  static final String VARIABLE = "MOSAIK_SECRET";

  /** A secret file has 64 digits and perhaps a line end; anything this long is something else. */
  private static final long MAX_FILE_SIZE = 1024;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = {
        "File with the secret key: 64 hexadecimal digits.",
        "Without it, the environment variable " + VARIABLE + " is read."
      })
  private Optional<Path> file = Optional.empty();

  /** The secret that was given, if any. */
  Optional<KeyPair> given(Surroundings surroundings) {
    if (file.isPresent()) {
      return Optional.of(parse(read(file.get()), file.get().toString()));
    }
    return Optional.ofNullable(surroundings.environment().get(VARIABLE))
        .map(text -> parse(text, VARIABLE));
  }

  /** The secret that was given, or a fresh one, which is said. */
  KeyPair givenOrFresh(Surroundings surroundings) {
    return given(surroundings)
        .orElseGet(
            () -> {
              surroundings
                  .terminal()
                  .note(
                      "no --secret-file and no "
                          + VARIABLE
                          + ": made a fresh key, which ends with this program");
              return KeyPair.generate(surroundings.ambient().random());
            });
  }

  private static KeyPair parse(String text, String source) {
    try {
      return KeyPair.fromHex(text.strip());
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(source + ": " + e.getMessage());
    }
  }

  private static String read(Path path) {
    try {
      if (Files.size(path) > MAX_FILE_SIZE) {
        throw CommandFailure.usage(path + " is no secret file: it has more than 64 digits");
      }
      return Files.readString(path);
    } catch (IOException e) {
      throw CommandFailure.usage("cannot read the secret file: " + FailureMessage.of(e));
    }
  }
}
