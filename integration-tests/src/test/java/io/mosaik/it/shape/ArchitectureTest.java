package io.mosaik.it.shape;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may know whom, over the classes of all modules together. */
class ArchitectureTest {

  /** Who uses this package has Micrometer, and wants its types; nobody else loads it. */
  private static final String MICROMETER_BINDER = "io.mosaik.monitor.micrometer";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importLocations(
              BuiltJar.modules()
                  .map(jar -> Location.of(URI.create("jar:" + jar.jar().toUri() + "!/")))
                  .toList());

  @Test
  void allModulesAreLookedAt() {
    Set<String> packages = new TreeSet<>();
    CLASSES.forEach(c -> packages.add(c.getPackageName()));
    BuiltJar.modules()
        .forEach(jar -> assertTrue(packages.contains(jar.moduleName()), packages.toString()));
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.mosaik.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nettyIsKnownToTheShellsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("..net", "..http")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.netty..")
        .check(CLASSES);
  }

  @Test
  void nothingButTheCommandLinePrints() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.mosaik.cli..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
  }

  @Test
  void exportedSignaturesSpeakOfTheJdkAndMosaikOnly() {
    Set<String> exported = new TreeSet<>();
    BuiltJar.modules()
        .flatMap(jar -> ModuleFinder.of(jar.jar()).findAll().stream())
        .flatMap(module -> module.descriptor().exports().stream())
        .forEach(exports -> exported.add(exports.source()));
    assertTrue(exported.remove(MICROMETER_BINDER), "the package of the binder has another name");
    List<String> strangers = new ArrayList<>();
    for (JavaClass type : CLASSES) {
      if (exported.contains(type.getPackageName()) && isVisible(type)) {
        strangersInSignatureOf(type)
            .forEach(stranger -> strangers.add(type.getName() + ": " + stranger));
      }
    }
    assertEquals(List.of(), strangers);
  }

  private static Stream<String> strangersInSignatureOf(JavaClass type) {
    Stream<JavaType> inherited =
        Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
    Stream<JavaType> members =
        type.getMembers().stream()
            .filter(ArchitectureTest::isVisible)
            .flatMap(ArchitectureTest::signature);
    return Stream.concat(inherited, members)
        .flatMap(part -> part.getAllInvolvedRawTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .filter(part -> !part.isPrimitive())
        .map(JavaClass::getName)
        .filter(name -> !name.startsWith("java.") && !name.startsWith("io.mosaik."))
        .distinct();
  }

  private static Stream<JavaType> signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    Stream<JavaType> thrown = code.getExceptionTypes().stream().map(type -> (JavaType) type);
    Stream<JavaType> types =
        Stream.concat(Stream.of(code.getReturnType()), code.getParameterTypes().stream());
    return Stream.concat(types, thrown);
  }

  private static boolean isVisible(JavaClass type) {
    boolean visible = isVisible(type.getModifiers());
    return visible && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isVisible(JavaMember member) {
    return isVisible(member.getModifiers());
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }
}
