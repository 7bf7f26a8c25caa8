package io.mosaik.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Parent of the commands for secret key files. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Makes a secret key file, or shows the public key of one.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeyNewCommand.class, KeyShowCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {"  mosaik key new key.txt", "  mosaik key show key.txt"})
final class KeyCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: new, show");
  }
}
