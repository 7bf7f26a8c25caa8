package io.mosaik.cli;

import io.mosaik.cli.command.Surroundings;
import java.lang.reflect.Constructor;
import picocli.CommandLine;

/** Hands commands the surroundings that their constructors ask for. */
final class CommandFactory implements CommandLine.IFactory {

  private final Surroundings surroundings;

  CommandFactory(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      Class<?>[] parameters = constructor.getParameterTypes();
      if (parameters.length == 1 && parameters[0] == Surroundings.class) {
        constructor.setAccessible(true);
        return type.cast(constructor.newInstance(surroundings));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
