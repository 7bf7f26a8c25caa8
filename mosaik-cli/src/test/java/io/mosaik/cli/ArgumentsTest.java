package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.cli.render.Sockets;
import io.mosaik.dht.TestNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An argument is its value: what the user typed, nothing expanded, whatever the locale. */
class ArgumentsTest {

  private static final String SECRET = "5c".repeat(32);
  private static final String KEY = KeyPair.ofSeed(Bytes.fromHex(SECRET)).publicKey().toZBase32();

  @TempDir private Path directory;

  @Test
  void argumentsThatTheLocaleSpoiltAreReadAgainAsUtf8() throws Exception {
    Path commandLine = commandLine("java", "-m", "x/y", "-n", "caf\u00e9", "\u5317\u4eac", "");

    String[] typed =
        Arguments.decode(
            new String[] {"-n", "caf\ufffd\ufffd", "\ufffd".repeat(6), ""}, commandLine);

    assertArrayEquals(new String[] {"-n", "caf\u00e9", "\u5317\u4eac", ""}, typed);
  }

  @Test
  void whatIsNotUtf8IsRefused() throws IOException {
    Path commandLine = directory.resolve("cmdline");
    Files.write(commandLine, new byte[] {'-', 'n', 0, 'c', 'a', 'f', (byte) 0xE9, 0});

    Exception refused =
        assertThrows(
            Arguments.UndecodableException.class,
            () -> Arguments.decode(new String[] {"-n", "caf\ufffd"}, commandLine));

    assertEquals("argument 2 is not valid UTF-8", refused.getMessage());
  }

  @Test
  void whatIsSpoiltAndCannotBeReadAgainIsRefused() {
    Exception refused =
        assertThrows(
            Arguments.UndecodableException.class,
            () -> Arguments.decode(new String[] {"caf\ufffd"}, directory.resolve("none")));

    assertTrue(refused.getMessage().contains("LC_ALL=C.UTF-8"), refused.getMessage());
  }

  @Test
  void argumentsWithoutLossAreTakenAsTheyAre() throws Exception {
    String[] fine = {"-n", "caf\u00e9"};
    assertArrayEquals(fine, Arguments.decode(fine, directory.resolve("none")));
  }

  @Test
  void nothingInAnArgumentIsExpanded() throws IOException {
    Path secret = Files.writeString(directory.resolve("key.txt"), SECRET);
    List<String> values =
        List.of(
            "@" + secret,
            "@@" + secret,
            "@",
            "'quoted'",
            "\"quoted\"",
            "${sys:user.home}",
            "${env:PATH}",
            "%d %n",
            "*",
            "a,b|c",
            "\\n",
            "@|red text|@");
    try (TestNetwork network = TestNetwork.start(8)) {
      String bootstrap = Sockets.text(network.bootstrapAddresses().get(0));
      List<String> publish =
          new ArrayList<>(List.of("publish", "--dht-bootstrap", bootstrap, "--", "@", "TXT"));
      publish.addAll(values);
      CliRun published = CliRun.of(Map.of("MOSAIK_SECRET", SECRET), publish.toArray(String[]::new));
      assertEquals(0, published.exitCode(), published.err());

      CliRun resolved = CliRun.of("resolve", "--json", "--dht-bootstrap", bootstrap, KEY);
      List<String> stored = new ArrayList<>();
      JsonParser.parseString(resolved.out())
          .getAsJsonObject()
          .getAsJsonArray("records")
          .forEach(each -> stored.add(each.getAsJsonObject().get("value").getAsString()));
      List<String> expected = values.stream().map(ArgumentsTest::quoted).sorted().toList();
      assertEquals(expected, stored.stream().sorted().toList());
    }
  }

  /** The presentation form of a TXT string (RFC 1035, section 5.1). */
  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private Path commandLine(String... arguments) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String argument : arguments) {
      bytes.write(argument.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return Files.write(directory.resolve("cmdline"), bytes.toByteArray());
  }
}
