package io.mosaik.transport.quic.net;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mosaik.transport.quic.tls.KeyLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the key log. */
class KeyLogFileTest {

  @TempDir Path directory;

  @Test
  void linesAreAppendedToWhatIsThere() throws IOException {
    Path file = directory.resolve("keys");
    KeyLogFile.appendTo(file).write("A 00 01");

    KeyLog again = KeyLogFile.appendTo(file);
    again.write("B 00 02");
    again.write("C 00 03");

    assertEquals(List.of("A 00 01", "B 00 02", "C 00 03"), Files.readAllLines(file));
  }

  @Test
  void aNewFileIsForItsOwnerOnly() throws IOException {
    assumeTrue(
        directory.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "no POSIX permissions here");
    Path file = directory.resolve("keys");

    KeyLogFile.appendTo(file);

    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
  }

  @Test
  void aFileThatCannotBeWrittenIsRefusedAtTheStart() {
    assertThrows(
        UncheckedIOException.class,
        () -> KeyLogFile.appendTo(directory.resolve("missing").resolve("keys")));
  }

  @Test
  void aFileThatVanishesHarmsNobody() throws IOException {
    Path file = directory.resolve("keys");
    KeyLog log = KeyLogFile.appendTo(file);
    Files.delete(file);

    assertDoesNotThrow(() -> log.write("A 00 01"));
    assertDoesNotThrow(() -> log.write("B 00 02"));
  }
}
