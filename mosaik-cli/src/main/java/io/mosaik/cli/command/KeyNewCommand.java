package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.cli.render.KeyView;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a secret key and writes it to a new file. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Makes a secret key, writes it to a new file that only its owner can read, and prints"
          + " the public key.",
      "An existing file is never overwritten."
    },
    footerHeading = "%nExample:%n",
    footer = "  mosaik key new key.txt")
final class KeyNewCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "FILE", description = "The file to create.")
  private Path file;

  @Mixin private OutputOptions output;

  KeyNewCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    KeyPair keys = KeyPair.generate(surroundings.ambient().random());
    KeyFile.create(file, keys);
    if (output.json()) {
      surroundings.printJson(KeyView.created(file, keys.peerId()));
    } else {
      KeyView.text(keys.peerId()).forEach(surroundings.terminal()::printPlain);
    }
    return 0;
  }
}
