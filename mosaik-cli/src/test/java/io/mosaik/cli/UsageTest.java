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
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        "relay",
        "key new",
        "key show"
      })
  void everyCommandHelpsWithExamplesAndOffersJson(String command) {
    CliRun run = CliRun.of((command + " --help").split(" "));
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

  /** The list of commands shows the first string of each description. */
  @ParameterizedTest
  @MethodSource("commands")
  void theFirstLineOfADescriptionIsASentence(CommandLine command) {
    String first = command.getCommandSpec().usageMessage().description()[0];
    assertTrue(first.endsWith("."), first);
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
    return withSubcommands(all);
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(UsageTest::withSubcommands));
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
          beacon --network x --count 0                      | --count takes 1 to 100, not 0
          beacon --network x --count 100000                 | --count takes 1 to 100, not 100000
          beacon --network x --poll 0 --json                | --poll takes 1 to 86400, not 0
          beacon --network x --address nowhere --json       | --address
          beacon --network --json                           | Expected parameter for option '--network'
          beacon --network=                                 | --network: a network name must not be empty
          dht --network=                                    | --network: a network name must not be empty
          dht --network x --timeout -3                      | --timeout takes 1 to 86400, not -3
          demo --timeout 0                                  | --timeout takes 1 to 86400, not 0
          testnet --nodes 100000                            | --nodes takes 1 to 1000, not 100000
          testnet --port 65536                              | --port takes 0 to 65535, not 65536
          testnet --bind localhost                          | no IP address such as 127.0.0.1
          relay --bind 127.0.0.1:0 --cache 0                | --cache takes 1 to
          relay --bind 127.0.0.1:0 --trust-proxy a:b        | --trust-proxy
          help no-such-command                              | there is no command 'no-such-command'
          help beacon dht                                   | has no commands of its own
          help key dht                                      | there is no command 'key dht'
          dht -n x --log-level loud                         | --log-level: a log level is error
          beacon --network x --bind nonsense:port:1         | ADDR:PORT
          dht-node --first --dht-bootstrap 127.0.0.1:1      | --first joins nobody
          dht --network x --dht-bootstrap nowhere           | --dht-bootstrap
          dht --network x --dht-bind 127.0.0.1:0,127.0.0.2:0 | --dht-bind
          dht-node --bind [::1]:0,[::2]:0                   | --bind
          dht-node --http 127.0.0.1:0 --bind [::1]:0,[::2]:0 | --bind
          dht-node --http 127.0.0.1:0 --dht-bootstrap nowhere | --dht-bootstrap
          resolve not-a-key                                 | z-base-32
          ping not-a-key 127.0.0.1:1                        | z-base-32
          ping 6zyH1C8Xyyz6FkGvP6GxdUZ4H2PZHPtKqQVtjb7JwhZK | HOST:PORT
          ping x nowhere                                    | no HOST:PORT such as 192.0.2.7:4433
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
    if (arguments.contains("--json")) {
      assertEquals(1, run.out().lines().count(), "nothing has started: " + run.out());
      assertTrue(run.out().contains("\"event\":\"error\""), run.out());
      assertTrue(run.out().contains(says), run.out());
      return;
    }
    assertTrue(run.err().contains(says), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
    assertEquals("", run.out(), "nothing has started");
    List<String> lines = run.err().lines().toList();
    assertEquals(2, lines.size(), run.err());
    assertTrue(lines.get(0).startsWith("Try 'mosaik") && lines.get(0).endsWith(" --help'."));
    assertTrue(lines.get(1).startsWith("mosaik: "), run.err());
  }

  @Test
  void aNameThatIsNearlyAnIdIsWarnedAbout() {
    String digits = "ab".repeat(31) + "c";
    CliRun run =
        CliRun.of(
            "dht",
            "-n",
            digits,
            "--dht-bootstrap",
            "none",
            "--pkarr-relay",
            "http://127.0.0.1:1",
            "--timeout",
            "1");
    assertTrue(run.err().contains("63 hexadecimal digits instead of 64"), run.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "beacon --count 2 --bind 127.0.0.1:0 --pkarr-relay http://127.0.0.1:1",
        "dht --timeout 1 --pkarr-relay http://127.0.0.1:1",
        "ping --timeout 1 6zyH1C8Xyyz6FkGvP6GxdUZ4H2PZHPtKqQVtjb7JwhZK no-such-host.invalid:1"
      })
  void withJsonTheWarningIsAnEvent(String command) {
    String digits = "ab".repeat(31) + "c";
    String arguments = command + " --json --network " + digits;
    if (!command.startsWith("ping")) {
      arguments += " --dht-bootstrap none --log-level error";
    }
    if (command.startsWith("beacon")) {
      arguments += " --http 203.0.113.1:1"; // no address of this machine: ends the command
    }
    CliRun run = CliRun.of(arguments.split(" "));
    String first = run.out().lines().findFirst().orElse("");
    assertTrue(first.contains("\"event\":\"warning\""), run.out());
    assertTrue(first.contains("63 hexadecimal digits instead of 64"), first);
    assertEquals("", run.err());
  }

  @Test
  void everyCommandTellsTheVersion() {
    for (String command : List.of("beacon", "dht", "ping", "help")) {
      assertTrue(CliRun.of(command, "-V").out().startsWith("mosaik "), command);
    }
  }

  @Test
  void theHelpCommandExplainsTheProgramAndItsCommands() {
    assertEquals(CliRun.of("--help").out(), CliRun.of("help").out());
    assertEquals(CliRun.of("beacon", "--help").out(), CliRun.of("help", "beacon").out());
    assertEquals(CliRun.of("key", "--help").out(), CliRun.of("help", "key").out());
    assertEquals(CliRun.of("key", "new", "--help").out(), CliRun.of("help", "key", "new").out());
    assertTrue(CliRun.of("--help").out().contains("129, 130, 143"));
  }

  @Test
  void whatAnErrorQuotesHasNoEffectOnTheTerminal() {
    CliRun run = CliRun.of("dht", "-n", "x", "--dht-bootstrap", "\u001b[31m@|red x|@");
    assertEquals(2, run.exitCode());
    assertFalse(run.err().contains("\u001b"), run.err());
    assertTrue(run.err().contains("red x"), run.err());
  }

  @Test
  void aTableFileThatIsNoTableIsRefusedAndNotTouched(@TempDir Path dir) throws IOException {
    Path key = Files.writeString(dir.resolve("key.txt"), SECRET);
    CliRun run =
        CliRun.of("dht-node", "--first", "--bind", "127.0.0.1:0", "--dht-table", key.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains(key.toString()), run.err());
    assertEquals(SECRET, Files.readString(key));
    try (Stream<Path> files = Files.list(dir)) {
      assertEquals(List.of(key), files.toList());
    }
  }

  @Test
  void aTakenPortIsNamedWithItsCause() throws IOException {
    try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String[][] commands = {
        {"dht-node", "--first", "--bind", address},
        {"testnet", "--port", "" + taken.getLocalPort()},
        {"dht", "-n", "x", "--dht-bind", address},
        {"beacon", "-n", "x", "--bind", address},
        {"ping", "--bind", address, "6zyH1C8Xyyz6FkGvP6GxdUZ4H2PZHPtKqQVtjb7JwhZK", "127.0.0.1:1"}
      };
      for (String[] command : commands) {
        CliRun run = CliRun.of(command);
        assertEquals(1, run.exitCode(), run.err());
        String last = run.err().lines().reduce("", (before, line) -> line);
        assertTrue(last.contains(address) && last.contains("already in use"), run.err());
        assertFalse(run.err().contains("Exception"), run.err());
        assertFalse(run.err().contains("/127."), run.err());
      }
    }
  }

  /** Both ports are taken: the relay's own is named, so that it was tried before the DHT's. */
  @Test
  void theAddressOfARelayIsTriedBeforeItsDhtNodeStarts() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket http = new ServerSocket(0, 1, loopback);
        DatagramSocket dht = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      CliRun run =
          CliRun.of(
              "relay",
              "--bind",
              "127.0.0.1:" + http.getLocalPort(),
              "--dht-bind",
              "127.0.0.1:" + dht.getLocalPort());
      assertEquals(1, run.exitCode(), run.err());
      assertTrue(run.err().contains("--bind 127.0.0.1:" + http.getLocalPort()), run.err());
      assertEquals("", run.out());
    }
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
  void aSecretIsReadBeforeAHostIsLookedUp(@TempDir Path dir) {
    CliRun run =
        CliRun.of(
            "ping",
            "--secret-file",
            dir.resolve("none").toString(),
            "6zyH1C8Xyyz6FkGvP6GxdUZ4H2PZHPtKqQVtjb7JwhZK",
            "no-such-host.invalid:1");
    assertEquals(2, run.exitCode(), run.err());
    assertTrue(run.err().contains("cannot read the secret file"), run.err());
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
