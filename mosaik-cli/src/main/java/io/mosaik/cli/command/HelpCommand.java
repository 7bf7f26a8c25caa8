package io.mosaik.cli.command;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the help of the program or of one command. */
@Command(
    name = "help",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Prints the help of the program, or of one command.",
    footerHeading = "%nExample:%n",
    footer = "  mosaik help beacon")
final class HelpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command to explain.")
  private List<String> commands = List.of();

  @Override
  public Integer call() {
    CommandLine program = spec.parent().commandLine();
    CommandLine explained = program;
    for (String name : commands) {
      explained = program.getSubcommands().get(name);
      if (explained == null) {
        throw CommandFailure.usage(
            "there is no command '"
                + name
                + "': the commands are "
                + String.join(", ", program.getSubcommands().keySet()));
      }
    }
    explained.usage(explained.getOut(), explained.getColorScheme());
    return 0;
  }
}
