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
    footerHeading = "%nExamples:%n",
    footer = {"  mosaik help beacon", "  mosaik help key new"})
final class HelpCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The command to explain, in one word or in two.")
  private List<String> commands = List.of();

  @Override
  public Integer call() {
    CommandLine explained = spec.parent().commandLine();
    for (int depth = 0; depth < commands.size(); depth++) {
      CommandLine parent = explained;
      explained = parent.getSubcommands().get(commands.get(depth));
      if (explained == null) {
        throw unknown(parent, commands.subList(0, depth + 1));
      }
    }
    explained.usage(explained.getOut(), explained.getColorScheme());
    return 0;
  }

  private static CommandFailure unknown(CommandLine parent, List<String> words) {
    if (parent.getSubcommands().isEmpty()) {
      return CommandFailure.usage(
          "'" + parent.getCommandSpec().qualifiedName() + "' has no commands of its own");
    }
    return CommandFailure.usage(
        "there is no command '"
            + String.join(" ", words)
            + "': the commands are "
            + String.join(", ", parent.getSubcommands().keySet()));
  }
}
