package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.KeyPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {

  @TempDir private Path directory;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("key.txt");
  }

  @Test
  void aNewKeyIsForItsOwnerAloneAndItsPublicHalfIsPrinted() throws IOException {
    CliRun run = CliRun.of("key", "new", file.toString());
    assertEquals(0, run.exitCode(), run.err());
    String secret = Files.readString(file);
    assertTrue(secret.matches("[0-9a-f]{64}\n"), "64 digits and a line end");
    KeyPair keys = KeyPair.fromHex(secret.strip());
    assertEquals(
        List.of(
            "peer id     " + keys.peerId().toHex(), "public key  " + keys.publicKey().toZBase32()),
        run.out().lines().toList());
    assertFalse(run.out().contains(secret.strip()) || run.err().contains(secret.strip()));
    assertEquals("", run.err());
    assumeTrue(isPosix(), "this file system has no POSIX permissions");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void eachNewKeyIsAnother() throws IOException {
    Path other = directory.resolve("other.txt");
    CliRun.of("key", "new", file.toString());
    CliRun.of("key", "new", other.toString());
    assertFalse(Files.readString(file).equals(Files.readString(other)));
  }

  @Test
  void nothingIsEverOverwritten() throws IOException {
    Files.writeString(file, "precious");
    CliRun run = CliRun.of("key", "new", file.toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("exists: a key file is never overwritten"), run.err());
    assertEquals("precious", Files.readString(file));
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path target = directory.resolve("target");
    Files.createSymbolicLink(file, target);
    assertEquals(1, CliRun.of("key", "new", file.toString()).exitCode());
    assertFalse(Files.exists(target));
  }

  @Test
  void aMissingDirectoryIsNamed() {
    CliRun run = CliRun.of("key", "new", directory.resolve("no/key.txt").toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("no such file or directory"), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
  }

  @Test
  void showPrintsWhatNewPrinted() {
    CliRun made = CliRun.of("key", "new", file.toString());
    CliRun shown = CliRun.of("key", "show", file.toString());
    assertEquals(0, shown.exitCode(), shown.err());
    assertEquals(made.out(), shown.out());
    assertEquals("", shown.err());
  }

  @Test
  void bothHaveADocumentedJsonForm() {
    for (String command : List.of("new", "show")) {
      CliRun run = CliRun.of("key", command, "--json", file.toString());
      assertEquals(0, run.exitCode(), run.err());
      assertEquals(List.of(), JsonSchemaFile.errors(run.out().strip()), run.out());
      JsonObject line = JsonParser.parseString(run.out()).getAsJsonObject();
      assertEquals(file.toString(), line.get("file").getAsString());
    }
  }

  @Test
  void whatIsNoKeyIsNotShown() throws IOException {
    Files.write(file, new byte[] {(byte) 0xff, 0});
    CliRun binary = CliRun.of("key", "show", file.toString());
    assertEquals(2, binary.exitCode());
    assertTrue(binary.err().contains("cannot read the secret file"), binary.err());
    CliRun missing = CliRun.of("key", "show", directory.resolve("none").toString());
    assertEquals(2, missing.exitCode());
    assertTrue(missing.err().contains("no such file or directory"), missing.err());
  }

  @Test
  void aKeyThatOthersCanReadIsWarnedAbout() throws IOException {
    assumeTrue(isPosix(), "this file system has no POSIX permissions");
    CliRun.of("key", "new", file.toString());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    String warning = "can be read or changed by other users (rw-r-----): chmod 600 " + file;

    CliRun shown = CliRun.of("key", "show", file.toString());
    assertEquals(0, shown.exitCode(), shown.err());
    assertTrue(shown.err().contains(warning), shown.err());

    // Whoever uses the key says so as well, before anything is done with it.
    String[] ping = {"ping", "--timeout", "1", "--secret-file", file.toString()};
    String[] peer = {
      KeyPair.fromHex(Files.readString(file).strip()).peerId().toHex(), "127.0.0.1:9"
    };
    CliRun used = CliRun.of(concat(ping, peer));
    assertTrue(used.err().contains(warning), used.err());

    CliRun inJson = CliRun.of("key", "show", "--json", file.toString());
    List<String> lines = inJson.out().lines().toList();
    assertEquals(2, lines.size(), inJson.out());
    assertEquals(List.of(), JsonSchemaFile.errors(lines.get(0)), lines.get(0));
    assertTrue(lines.get(0).contains("\"event\":\"warning\""), lines.get(0));
  }

  private static String[] concat(String[] first, String[] second) {
    return java.util.stream.Stream.of(first, second)
        .flatMap(java.util.stream.Stream::of)
        .toArray(String[]::new);
  }

  private boolean isPosix() {
    return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
