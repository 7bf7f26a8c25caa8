package io.mosaik.it.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every published jar is the module that is written down beside this test, in {@code
 * <module>.expected.txt}. A change there is a change of what users can rely on.
 */
class ModuleShapeTest {

  private static final int CLASS_FILE_MAGIC = 0xCAFEBABE;
  private static final int JAVA_17 = 61;
  private static final String SERVICES = "META-INF/services/";

  @Test
  void everyPublishedArtifactIsLookedAt() throws IOException {
    List<String> lookedAt =
        Stream.concat(BuiltJar.modules(), Stream.of(BuiltJar.testkit()))
            .map(BuiltJar::artifact)
            .sorted()
            .toList();
    assertEquals(BuiltJar.artifactsInReactor(), lookedAt);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void theDescriptorIsAsWrittenDown(BuiltJar jar) throws IOException {
    ModuleDescriptor module = descriptor(jar);
    assertFalse(module.isAutomatic(), "automatic module");
    String expected = jar.moduleName() + ".expected.txt";
    assertEquals(
        text(expected), Descriptor.render(module), () -> jar + " differs from " + expected);
  }

  @ParameterizedTest
  @MethodSource("modules")
  void theClassPathFindsTheSameProvidersAsTheModulePath(BuiltJar jar) throws IOException {
    Map<String, List<String>> provided = new TreeMap<>();
    descriptor(jar).provides().forEach(p -> provided.put(p.service(), p.providers()));
    assertEquals(provided, servicesOnClassPath(jar));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void allThatARequiredModuleNeedsIsNamedToo(BuiltJar jar) {
    // Whatever resolves on this module path is a real module, and nothing is left unresolved.
    ModuleFinder modulePath = ModuleFinder.of(Path.of(System.getProperty("mosaik.modules")));
    var resolved =
        ModuleLayer.boot()
            .configuration()
            .resolve(modulePath, ModuleFinder.of(), List.of(jar.moduleName()));
    assertEquals(
        List.of(),
        resolved.modules().stream()
            .filter(module -> module.reference().descriptor().isAutomatic())
            .toList());
  }

  @ParameterizedTest
  @MethodSource("jars")
  void classFilesAreThoseOfJava17(BuiltJar jar) throws IOException {
    try (JarFile file = new JarFile(jar.jar().toFile())) {
      List<JarEntry> classes =
          file.stream().filter(entry -> entry.getName().endsWith(".class")).toList();
      assertFalse(classes.isEmpty());
      for (JarEntry entry : classes) {
        try (var in = new DataInputStream(file.getInputStream(entry))) {
          assertEquals(CLASS_FILE_MAGIC, in.readInt());
          in.readUnsignedShort(); // minor version
          assertEquals(JAVA_17, in.readUnsignedShort(), entry.getName());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("jars")
  void sourcesAndDocumentationAreThere(BuiltJar jar) throws IOException {
    String documented = content(jar.jar("javadoc"), "element-list");
    assertEquals(Optional.of("module:" + jar.moduleName()), documented.lines().findFirst());
    String sources = content(jar.jar("sources"), packageInfo(jar));
    assertTrue(sources.contains("package " + jar.moduleName() + ";"), sources);
  }

  @Test
  void theTestkitIsForTheClassPath() throws IOException {
    BuiltJar testkit = BuiltJar.testkit();
    assertTrue(descriptor(testkit).isAutomatic());
    assertEquals("io.mosaik.testkit", descriptor(testkit).name());
  }

  static Stream<BuiltJar> modules() {
    return BuiltJar.modules();
  }

  static Stream<BuiltJar> jars() {
    return Stream.concat(BuiltJar.modules(), Stream.of(BuiltJar.testkit()));
  }

  private static ModuleDescriptor descriptor(BuiltJar jar) {
    assertTrue(Files.exists(jar.jar()), () -> jar.jar() + " is missing: run mvn verify");
    return ModuleFinder.of(jar.jar()).findAll().iterator().next().descriptor();
  }

  private static Map<String, List<String>> servicesOnClassPath(BuiltJar jar) throws IOException {
    Map<String, List<String>> services = new TreeMap<>();
    try (JarFile file = new JarFile(jar.jar().toFile())) {
      for (JarEntry entry : file.stream().toList()) {
        String name = entry.getName();
        if (name.startsWith(SERVICES) && !entry.isDirectory()) {
          String providers = content(jar.jar(), name);
          services.put(name.substring(SERVICES.length()), providers.strip().lines().toList());
        }
      }
    }
    return services;
  }

  private static String packageInfo(BuiltJar jar) {
    return jar.moduleName().replace('.', '/') + "/package-info.java";
  }

  private static String content(Path jar, String name) throws IOException {
    assertTrue(Files.exists(jar), () -> jar + " is missing");
    try (JarFile file = new JarFile(jar.toFile())) {
      JarEntry entry = file.getJarEntry(name);
      assertNotNull(entry, () -> name + " is not in " + jar.getFileName());
      return new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(String resource) throws IOException {
    try (InputStream in = ModuleShapeTest.class.getResourceAsStream(resource)) {
      assertNotNull(in, () -> resource + " is missing");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
