package io.mosaik.cli.command;

import io.mosaik.cli.render.FishCompletion;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that lets a shell complete the command line. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Prints a script with which a shell completes commands and options of mosaik.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(mosaik completion bash)          in ~/.bashrc",
      "  source <(mosaik completion zsh)           in ~/.zshrc",
      "  mosaik completion fish | source           in ~/.config/fish/config.fish"
    })
final class CompletionCommand implements Callable<Integer> {

  /** The shells, named as they name themselves. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  private final Surroundings surroundings;

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @Spec private CommandSpec spec;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    // The script for bash turns bash's completion on in zsh, if that is where it runs.
    String script =
        shell == Shell.fish
            ? FishCompletion.script(root.getCommandSpec())
            : AutoComplete.bash(root.getCommandName(), root);
    script.lines().forEach(surroundings.terminal()::printPlain);
    return 0;
  }
}
