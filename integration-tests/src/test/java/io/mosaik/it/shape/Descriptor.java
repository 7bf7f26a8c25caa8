package io.mosaik.it.shape;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Opens;
import java.lang.module.ModuleDescriptor.Provides;
import java.lang.module.ModuleDescriptor.Requires;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** A module descriptor as sorted lines of text: what others may rely on. */
final class Descriptor {

  private Descriptor() {}

  static String render(ModuleDescriptor module) {
    StringJoiner text = new StringJoiner("\n", "", "\n");
    text.add(modifiers(module.modifiers()) + "module " + module.name());
    lines(text, module.requires().stream().filter(r -> !isMandated(r)).map(Descriptor::requires));
    lines(text, module.exports().stream().map(Descriptor::exports));
    lines(text, module.opens().stream().map(Descriptor::opens));
    lines(text, module.uses().stream().map(service -> "uses " + service));
    lines(text, module.provides().stream().map(Descriptor::provides));
    return text.toString();
  }

  private static void lines(StringJoiner text, Stream<String> lines) {
    lines.sorted().forEach(text::add);
  }

  private static boolean isMandated(Requires requires) {
    return requires.modifiers().contains(Requires.Modifier.MANDATED);
  }

  private static String requires(Requires requires) {
    return "requires " + modifiers(requires.modifiers()) + requires.name();
  }

  private static String exports(Exports exports) {
    return "exports " + exports.source() + targets(exports.targets());
  }

  private static String opens(Opens opens) {
    return "opens " + opens.source() + targets(opens.targets());
  }

  private static String provides(Provides provides) {
    return "provides " + provides.service() + " with " + String.join(", ", provides.providers());
  }

  private static String targets(Set<String> targets) {
    return targets.isEmpty() ? "" : " to " + String.join(", ", targets.stream().sorted().toList());
  }

  private static String modifiers(Collection<? extends Enum<?>> modifiers) {
    StringJoiner text = new StringJoiner(" ", "", " ").setEmptyValue("");
    modifiers.stream().map(m -> m.name().toLowerCase(Locale.ROOT)).sorted().forEach(text::add);
    return text.toString();
  }
}
