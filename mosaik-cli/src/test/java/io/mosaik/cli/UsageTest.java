package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.time.Ambient;
import io.mosaik.cli.command.Surroundings;
import io.mosaik.cli.render.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class UsageTest {

  private static final int WIDTH = 80;

  private static final String SECRET =
      "2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "beacon",
        "dht",
        "ping",
        "testnet",
        "dht-node",
        "resolve",
        "publish",
        "relay"
      })
  void everyCommandHelpsWithExamplesAndOffersJson(String command) {
    CliRun run = CliRun.of(command, "--help");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("Usage: mosaik " + command), run.out());
    assertTrue(run.out().contains("--json"), run.out());
    assertTrue(run.out().contains("Example"), run.out());
  }

  /** Picocli breaks what is longer, examples too: nothing that was written as a line is broken. */
  @ParameterizedTest
  @MethodSource("commands")
  void helpFitsOnATerminalOf80Columns(CommandLine command) {
    String help = command.getUsageMessage();
    help.lines().forEach(line -> assertTrue(line.length() <= WIDTH, line));
    Stream.of(command.getCommandSpec().usageMessage().footer())
        .forEach(line -> assertTrue(help.lines().anyMatch(line::equals), line));
  }

  /** Each string of a description begins a line of its own. */
  @ParameterizedTest
  @MethodSource("commands")
  void noSentenceOfAnOptionIsBrokenButByTheWidth(CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      for (String part : option.description()) {
        assertTrue(part.strip().endsWith("."), option.longestName() + ": " + part);
      }
    }
  }

  static Stream<CommandLine> commands() {
    Surroundings surroundings =
        new Surroundings(
            Ambient.system(),
            new Terminal(
                new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), false),
            Map.of());
    CommandLine all =
        Main.commandLine(surroundings).setUsageHelpAutoWidth(false).setUsageHelpWidth(WIDTH);
    return Stream.concat(Stream.of(all), all.getSubcommands().values().stream());
  }

  @Test
  void theVersionNamesBothDialects() {
    CliRun run = CliRun.of("--version");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("0.3.17 and 0.4.2"), run.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no-such-command                                   | Unmatched argument
          beacon                                            | --network
          dht                                               | --network
          demo --peers 1                                    | --peers takes 2 to 100, not 1
          demo --peers many                                 | --peers
          beacon --network x --bind :4433                   | ADDR:PORT
          beacon --network x --count 2 --bind 127.0.0.1:44  | several peers
          beacon --network x --count 0                      | --count takes at least 1, not 0
          beacon --network x --bind nonsense:port:1         | ADDR:PORT
          dht-node --first --dht-bootstrap 127.0.0.1:1      | --first joins nobody
          dht --network x --dht-bootstrap nowhere           | --dht-bootstrap
          dht --network x --dht-bind 127.0.0.1:0,127.0.0.2:0 | --dht-bind
          dht-node --bind [::1]:0,[::2]:0                   | --bind
          resolve not-a-key                                 | z-base-32
          ping not-a-key 127.0.0.1:1                        | z-base-32
          ping 6zyH1C8Xyyz6FkGvP6GxdUZ4H2PZHPtKqQVtjb7JwhZK | ADDR:PORT
          ping x nowhere                                    | ADDR:PORT
          ping d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a 127.0.0.1:1 --timeout 0 | --timeout
          ping d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a 127.0.0.1:0 | port 0
          publish _x TXT hello                              | --secret-file
          dht -n x --dht-bootstrap none                     | --pkarr-relay
          beacon -n x --pkarr-relay nowhere                 | --pkarr-relay: a relay is
          relay --bind 127.0.0.1:0 --dht-bootstrap none     | a relay needs the DHT
          testnet --nodes 0                                 | 0
          """)
  void whatIsNotUnderstoodEndsWithTwoAndSaysWhatToDo(String arguments, String says) {
    CliRun run = CliRun.of(arguments.strip().split(" +"));
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains(says), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
  }

  @Test
  void badSecretsAreErrorsThatDoNotRepeatTheSecret(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("key.txt");
    Files.writeString(file, SECRET + "00");
    CliRun tooLong = CliRun.of("publish", "--secret-file", file.toString(), "_x", "TXT", "y");
    assertEquals(2, tooLong.exitCode());
    assertTrue(tooLong.err().contains("64 hexadecimal digits"), tooLong.err());
    assertFalse(tooLong.err().contains(SECRET), tooLong.err());

    CliRun missing =
        CliRun.of("publish", "--secret-file", dir.resolve("none").toString(), "_x", "TXT", "y");
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("cannot read the secret file"), missing.err());

    CliRun inEnvironment =
        CliRun.of(Map.of("MOSAIK_SECRET", "not hex"), "publish", "_x", "TXT", "y");
    assertEquals(2, inEnvironment.exitCode());
    assertTrue(inEnvironment.err().contains("MOSAIK_SECRET"), inEnvironment.err());
  }

  @Test
  void oneSecretMakesOnePeer() {
    CliRun run =
        CliRun.of(Map.of("MOSAIK_SECRET", SECRET), "beacon", "--network", "x", "--count", "2");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("one secret makes one peer"), run.err());
  }

  @ParameterizedTest
  @CsvSource({"A,not-an-address", "AAAA,1.2.3.4", "MX,whatever", "HTTPS,nonsense"})
  void recordsThatMakeNoSenseAreErrors(String type, String value) {
    CliRun run = CliRun.of(Map.of("MOSAIK_SECRET", SECRET), "publish", "_x", type, value);
    assertEquals(2, run.exitCode(), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
  }
}
