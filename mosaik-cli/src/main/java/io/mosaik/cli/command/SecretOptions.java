package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a secret comes from: a file or the environment, never an argument that others can read. */
final class SecretOptions {

  static final String VARIABLE = "MOSAIK_SECRET";

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = {
        "File with the secret key: 64 hexadecimal digits.",
        "Without it, the environment variable " + VARIABLE + " is read."
      })
  private Path file; // an Optional would not be completed as a file

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The secret that was given, if any. */
  Optional<KeyPair> given(Surroundings surroundings) {
    if (file != null) {
      KeyPair keys = KeyFile.read(file);
      KeyFile.warning(file).ifPresent(warning -> surroundings.warn(warning, wantsJson()));
      return Optional.of(keys);
    }
    return Optional.ofNullable(surroundings.environment().get(VARIABLE))
        .map(text -> KeyFile.parse(text, VARIABLE));
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

  /** Every command that takes a secret has the option for JSON. */
  private boolean wantsJson() {
    return Boolean.TRUE.equals(command.findOption("--json").<Boolean>getValue());
  }
}
