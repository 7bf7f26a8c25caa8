package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Has real shells read the scripts and complete command lines with them. */
class CompletionCommandTest {

  private static final Set<String> COMMANDS =
      Set.of(
          "demo",
          "beacon",
          "dht",
          "ping",
          "testnet",
          "dht-node",
          "resolve",
          "publish",
          "relay",
          "key",
          "completion");

  @TempDir private Path directory;

  @Test
  void bashCompletesCommandsOptionsAndFiles() throws Exception {
    Path script = script("bash");
    assertTrue(bash(script, "mosaik", "").containsAll(COMMANDS));
    assertEquals(Set.of("demo"), bash(script, "mosaik", "de"));
    assertTrue(bash(script, "mosaik", "beacon", "--").contains("--network"));
    assertEquals(Set.of("new", "show"), bash(script, "mosaik", "key", ""));
    assertTrue(bash(script, "mosaik", "completion", "").containsAll(Set.of("bash", "zsh", "fish")));
    Path key = Files.writeString(directory.resolve("key.txt"), "");
    assertEquals(
        Set.of(key.toString()),
        bash(script, "mosaik", "beacon", "--secret-file", directory + "/k"));
  }

  @Test
  void zshReadsTheScript() throws Exception {
    assumeInstalled("zsh");
    Path script = script("zsh");
    Path check =
        Files.writeString(
            directory.resolve("check.zsh"),
            "source " + script + "\nprint -r -- ${_comps[mosaik]}\n");
    String output = run("zsh", "-f", check.toString());
    assertTrue(output.contains("_bash_complete"), output);
  }

  @Test
  void fishCompletesCommandsOptionsAndFiles() throws Exception {
    assumeInstalled("fish");
    Path script = script("fish");
    assertTrue(fish(script, "mosaik ").containsAll(COMMANDS));
    assertEquals(Set.of("demo"), fish(script, "mosaik dem"));
    assertTrue(fish(script, "mosaik beacon --").contains("--network"));
    assertFalse(fish(script, "mosaik beacon --").contains("--peers"));
    assertEquals(Set.of("new", "show"), fish(script, "mosaik key "));
    // The value of an option and a parameter may be the name of a command.
    assertTrue(fish(script, "mosaik dht -n beacon --").contains("--watch"));
    assertFalse(fish(script, "mosaik dht -n beacon --").contains("--count"));
    assertFalse(fish(script, "mosaik publish dht TXT key ").contains("new"));
    assertTrue(fish(script, "mosaik key new -").contains("--json"));
    assertEquals(Set.of("bash", "zsh", "fish"), fish(script, "mosaik completion "));
    Path key = Files.writeString(directory.resolve("key.txt"), "");
    assertEquals(
        Set.of(key.toString()), fish(script, "mosaik beacon --secret-file " + directory + "/k"));
  }

  @Test
  void theFishScriptQuotesWhatItQuotes() {
    CliRun run = CliRun.of("completion", "fish");
    assertEquals(0, run.exitCode(), run.err());
    run.out()
        .lines()
        .forEach(
            line ->
                assertEquals(
                    0,
                    line.replace("\\\\", "")
                            .replace("\\'", "")
                            .chars()
                            .filter(c -> c == '\'')
                            .count()
                        % 2,
                    line));
  }

  @Test
  void noFishDescriptionEndsWithinParentheses() {
    CliRun.of("completion", "fish")
        .out()
        .lines()
        .filter(line -> line.contains(" -d "))
        .map(line -> line.substring(line.indexOf(" -d ")))
        .forEach(
            text ->
                assertEquals(
                    text.chars().filter(c -> c == '(').count(),
                    text.chars().filter(c -> c == ')').count(),
                    text));
  }

  @Test
  void otherShellsAreNamedAsUnknown() {
    CliRun run = CliRun.of("completion", "tcsh");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("bash"), run.err());
  }

  private Path script(String shell) throws IOException {
    CliRun run = CliRun.of("completion", shell);
    assertEquals(0, run.exitCode(), run.err());
    return Files.writeString(directory.resolve("mosaik." + shell), run.out());
  }

  /** Does what bash does when the tabulator key is pressed behind the last word. */
  private Set<String> bash(Path script, String... words) throws Exception {
    String quoted = Stream.of(words).map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    Path check =
        Files.writeString(
            directory.resolve("check.bash"),
            String.join(
                "\n",
                "set -e",
                "source '" + script + "'",
                "COMP_WORDS=(" + quoted + ")",
                "COMP_CWORD=" + (words.length - 1),
                "COMP_LINE=\"${COMP_WORDS[*]}\"",
                "COMP_POINT=${#COMP_LINE}",
                "function=$(complete -p mosaik | sed -E 's/.* -F ([^ ]+) .*/\\1/')",
                "set +e",
                "compopt() { :; } # only within a completion that a user asked for",
                "\"$function\" mosaik '" + words[words.length - 1] + "' ''",
                "printf '%s\\n' \"${COMPREPLY[@]}\"",
                ""));
    return words(run("bash", "--norc", check.toString()));
  }

  private Set<String> fish(Path script, String line) throws Exception {
    Path check =
        Files.writeString(
            directory.resolve("check.fish"),
            "source '" + script + "'\ncomplete -C '" + line + "'\n");
    return run("fish", "--no-config", check.toString())
        .lines()
        .map(completion -> completion.split("\t")[0])
        .collect(Collectors.toSet());
  }

  private static Set<String> words(String text) {
    return Stream.of(text.split("\\s+"))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toSet());
  }

  private String run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", directory.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
    assertEquals(0, process.exitValue(), output);
    return output;
  }

  /** Skips the test without a shell, unless all that tests need is said to be there. */
  private static void assumeInstalled(String shell) {
    boolean found =
        List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, shell)));
    String reason = "the shell " + shell + " is not installed";
    if ("all".equals(System.getenv("MOSAIK_REQUIRE"))) {
      assertTrue(found, reason);
    }
    assumeTrue(found, reason);
  }
}
