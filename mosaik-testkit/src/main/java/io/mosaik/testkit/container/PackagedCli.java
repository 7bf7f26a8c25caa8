package io.mosaik.testkit.container;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The jars of the command line that the build put beside these classes. Stateless; thread-safe. */
final class PackagedCli {

  private static final String FOLDER = "/META-INF/mosaik-cli";

  private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.(SF|RSA|DSA|EC)");
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private PackagedCli() {}

  /**
   * All jars of the module path, sorted by name.
   *
   * @return contents by file name
   */
  static SortedMap<String, byte[]> jars() {
    URL folder = PackagedCli.class.getResource(FOLDER);
    if (folder == null) {
      throw new IllegalStateException(
          "no command line in the testkit: it comes in with Maven's package phase");
    }
    try {
      URI uri = folder.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri));
      }
      String jar = uri.getRawSchemeSpecificPart();
      Path archive = Path.of(URI.create(jar.substring(0, jar.lastIndexOf("!/"))));
      try (FileSystem inside = FileSystems.newFileSystem(archive, Map.of())) {
        return read(inside.getPath(FOLDER));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no place to read from: " + folder, e);
    }
  }

  private static SortedMap<String, byte[]> read(Path folder) throws IOException {
    SortedMap<String, byte[]> jars = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        jars.put(file.getFileName().toString(), withoutSignatures(Files.readAllBytes(file)));
      }
    }
    return jars;
  }

  /**
   * Java checks the signature of a signed jar whenever it looks for modules, which takes a third of
   * the time that a node needs to start. Whoever trusts this jar trusts what is in it.
   */
  private static byte[] withoutSignatures(byte[] jar) throws IOException {
    ByteArrayOutputStream copy = new ByteArrayOutputStream(jar.length);
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar));
        ZipOutputStream out = new ZipOutputStream(copy)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!SIGNATURE.matcher(entry.getName()).matches()) {
          ZipEntry same = new ZipEntry(entry.getName());
          same.setTimeLocal(EPOCH); // equal content, equal hash
          out.putNextEntry(same);
          in.transferTo(out);
          out.closeEntry();
        }
      }
    }
    return copy.toByteArray();
  }
}
