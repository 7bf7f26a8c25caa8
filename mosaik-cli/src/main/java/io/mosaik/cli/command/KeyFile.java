package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.cli.render.FailureMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A file with a secret key: 64 hexadecimal digits and a line end, for its owner alone. */
final class KeyFile {

  /** A key file has 64 digits and perhaps a line end; anything this long is something else. */
  private static final long MAX_SIZE = 1024;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private KeyFile() {}

  /** Writes a key to a new file, which is not there, or complete, whatever goes wrong. */
  static void create(Path file, KeyPair keys) {
    byte[] text = (keys.seed().toHex() + "\n").getBytes(StandardCharsets.US_ASCII);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            permissions(file))) {
      writeOrDelete(file, channel, ByteBuffer.wrap(text));
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.failed(file + " exists: a key file is never overwritten");
    } catch (IOException e) {
      throw CommandFailure.failed("cannot create the key file: " + FailureMessage.of(e));
    }
  }

  private static void writeOrDelete(Path file, FileChannel channel, ByteBuffer text)
      throws IOException {
    try {
      while (text.hasRemaining()) {
        channel.write(text);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static FileAttribute<?>[] permissions(Path file) {
    return isPosix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Returns the key in a file; anything else in it is wrong usage. */
  static KeyPair read(Path file) {
    String text;
    try {
      if (Files.size(file) > MAX_SIZE) {
        throw CommandFailure.usage(file + " is no secret file: it has more than 64 digits");
      }
      text = Files.readString(file);
    } catch (IOException e) {
      throw CommandFailure.usage("cannot read the secret file: " + FailureMessage.of(e));
    }
    return parse(text, file.toString());
  }

  /** Returns the key in a text, whose content no message repeats. */
  static KeyPair parse(String text, String source) {
    try {
      return KeyPair.fromHex(text.strip());
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(source + ": " + e.getMessage());
    }
  }

  /** Returns what is to be said about a file that not only its owner can read or write, if so. */
  static Optional<String> warning(Path file) {
    if (!isPosix(file)) {
      return Optional.empty();
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (OTHERS.stream().noneMatch(permissions::contains)) {
        return Optional.empty();
      }
      return Optional.of(
          "the secret key in "
              + file
              + " can be read or changed by other users ("
              + PosixFilePermissions.toString(permissions)
              + "): chmod 600 "
              + file);
    } catch (IOException unreadable) {
      return Optional.empty(); // reading the key itself says so
    }
  }
}
