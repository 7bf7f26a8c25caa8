package io.mosaik.cli.command;

import io.mosaik.api.Dialect;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Our own version, the dialects that we speak, and the Java below. */
public final class VersionProvider implements IVersionProvider {

  /** For the parser. */
  public VersionProvider() {}

  @Override
  public String[] getVersion() {
    return lines().toArray(String[]::new);
  }

  /**
   * Returns what {@code --version} prints.
   *
   * @return lines of text
   */
  public static List<String> lines() {
    String version =
        Optional.ofNullable(VersionProvider.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .or(
                () ->
                    Optional.ofNullable(
                        VersionProvider.class.getPackage().getImplementationVersion()))
            .orElse("(development build)");
    return List.of(
        "mosaik " + version,
        "protocol " + Dialect.V0_3.protocol() + " and " + Dialect.V0_4.protocol(),
        "Java " + Runtime.version());
  }
}
