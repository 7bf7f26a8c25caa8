package io.mosaik.cli.render;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the script with which the shell fish completes a command line: picocli has none. */
public final class FishCompletion {

  private final String program;
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String program) {
    this.program = program;
  }

  /**
   * Returns the script for a command and everything below it.
   *
   * @param root the program
   * @return lines for {@code source}
   */
  public static String script(CommandSpec root) {
    FishCompletion completion = new FishCompletion(root.name());
    completion.lines.add("# fish completion of " + root.name());
    completion.lines.add("complete -c " + root.name() + " -e");
    completion.lines.add("complete -c " + root.name() + " -f");
    completion.add(root, List.of());
    return String.join("\n", completion.lines) + "\n";
  }

  private void add(CommandSpec command, List<String> path) {
    Map<String, CommandLine> visible = new LinkedHashMap<>(command.subcommands());
    visible.values().removeIf(sub -> sub.getCommandSpec().usageMessage().hidden());
    String condition = condition(path, visible.keySet());
    visible.forEach(
        (name, sub) ->
            lines.add(
                line(condition)
                    + " -a "
                    + quoted(name)
                    + description(sub.getCommandSpec().usageMessage().description())));
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> add(option, condition));
    command.positionalParameters().forEach(parameter -> add(parameter, condition));
    visible.forEach(
        (name, sub) -> {
          List<String> below = new ArrayList<>(path);
          below.add(name);
          add(sub.getCommandSpec(), below);
        });
  }

  private void add(OptionSpec option, String condition) {
    StringBuilder line = new StringBuilder(line(condition));
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
    }
    if (option.arity().max() > 0) {
      line.append(values(option));
    }
    lines.add(line + description(option.description()));
  }

  private void add(PositionalParamSpec parameter, String condition) {
    if (takesFile(parameter)) {
      lines.add(line(condition) + " -F");
    } else if (parameter.completionCandidates() != null) {
      lines.add(line(condition) + " -a " + candidates(parameter));
    }
  }

  /** What follows an option: a file, one of some words, or anything. */
  private static String values(OptionSpec option) {
    if (takesFile(option)) {
      return " -r -F";
    }
    return option.completionCandidates() == null ? " -x" : " -x -a " + candidates(option);
  }

  private static boolean takesFile(ArgSpec argument) {
    return Path.class.equals(argument.type())
        || List.of(argument.auxiliaryTypes()).contains(Path.class);
  }

  private static String candidates(ArgSpec argument) {
    return quoted(
        StreamSupport.stream(argument.completionCandidates().spliterator(), false)
            .collect(Collectors.joining(" ")));
  }

  private String line(String condition) {
    return "complete -c " + program + " -n " + quoted(condition);
  }

  /**
   * True behind these words, as long as none of those that may follow them was given. Each word
   * counts at its own place only: behind that, the name of a command may be a value.
   */
  private static String condition(List<String> path, Iterable<String> below) {
    List<String> parts = new ArrayList<>();
    int place = 2; // the program is the first word
    for (String word : path) {
      parts.add("contains -- " + word + " " + word(place));
      place++;
    }
    String next = String.join(" ", below);
    if (!next.isEmpty()) {
      parts.add("not contains -- " + word(place) + " " + next);
    }
    return String.join("; and ", parts);
  }

  /** A word of the line before the cursor; nothing where there is none. */
  private static String word(int place) {
    return "(commandline -opc)[" + place + "]";
  }

  /** The first sentence, without its full stop. */
  private static String description(String[] sentences) {
    if (sentences.length == 0) {
      return "";
    }
    String withoutDefault = sentences[0].replaceFirst("\\s*\\(default: [^)]*\\)", "");
    String first = withoutDefault.split("(?<=[a-z0-9)])[.;:](?= |$)", 2)[0];
    return " -d " + quoted(first.replaceFirst("\\.$", "").strip());
  }

  /** In single quotes fish gives a meaning to the quote and to the backslash alone. */
  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
