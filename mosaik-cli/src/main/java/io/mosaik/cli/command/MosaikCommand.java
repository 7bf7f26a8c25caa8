package io.mosaik.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself, which does nothing without a command. */
@Command(
    name = "mosaik",
    description = "Programs that share nothing but a network name find each other.",
    versionProvider = VersionProvider.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      BeaconCommand.class,
      DhtCommand.class,
      PingCommand.class,
      TestnetCommand.class,
      DhtNodeCommand.class,
      ResolveCommand.class,
      PublishCommand.class,
      RelayCommand.class,
      KeyCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik demo                          watch peers find each other",
      "  mosaik testnet                       a private DHT to try things on",
      "  mosaik beacon --network my-app       join the network my-app",
      "  mosaik dht --network my-app          see who is in it",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 141 nobody reads the output;",
      "129, 130, 143 ended by the signal HUP, INT (Ctrl+C), TERM."
    })
public final class MosaikCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a command: " + String.join(", ", spec.subcommands().keySet()));
  }
}
