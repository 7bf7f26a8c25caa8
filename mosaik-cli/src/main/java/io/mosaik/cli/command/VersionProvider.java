package io.mosaik.cli.command;

import io.mosaik.api.Dialect;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Our own version, the dialects that we speak, and the Java below. */
final class VersionProvider implements IVersionProvider {

  @Override
  public String[] getVersion() {
    Module module = VersionProvider.class.getModule();
    String version =
        Optional.ofNullable(module.getDescriptor())
            .flatMap(java.lang.module.ModuleDescriptor::rawVersion)
            .or(() -> Optional.ofNullable(getClass().getPackage().getImplementationVersion()))
            .orElse("(development build)");
    return new String[] {
      "mosaik " + version,
      "protocol " + Dialect.V0_3.protocol() + " and " + Dialect.V0_4.protocol(),
      "Java " + Runtime.version()
    };
  }
}
