package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.cli.render.KeyView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the public key of a secret key file. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Prints the public key of a secret key file: as a peer id in hexadecimal digits, and in"
          + " z-base-32, as pkarr tools print it.",
      "The secret key is not printed."
    },
    footerHeading = "%nExample:%n",
    footer = "  mosaik key show key.txt")
final class KeyShowCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "FILE", description = "The file with the secret key.")
  private Path file;

  @Mixin private OutputOptions output;

  KeyShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    KeyPair keys = KeyFile.read(file);
    KeyFile.warning(file).ifPresent(warning -> output.warn(surroundings, warning));
    if (output.json()) {
      surroundings.printJson(KeyView.shown(file, keys.peerId()));
    } else {
      KeyView.text(keys.peerId()).forEach(surroundings.terminal()::printPlain);
    }
    return 0;
  }
}
