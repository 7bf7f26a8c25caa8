package io.mosaik.cli.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.event.Level;

/**
 * The loggers of this process and the levels from which on they log.
 *
 * <p>Thread-safe: loggers are in a concurrent map, levels are set under the class's monitor.
 */
public final class LogLevels {

  /** Libraries whose debug messages help nobody who looks for a fault of ours. */
  private static final Map<String, Level> DEFAULTS = Map.of("io.netty", Level.WARN);

  private static final Map<String, LineLogger> LOGGERS = new ConcurrentHashMap<>();

  private static Level general = Level.WARN;
  private static Map<String, Level> byPrefix = Map.of();

  private LogLevels() {}

  /**
   * Sets the levels, of loggers that exist already as well.
   *
   * @param settings each {@code LEVEL} for all loggers or {@code LOGGER=LEVEL} for those whose
   *     names start with {@code LOGGER}; a level is error, warn, info, debug or trace
   * @throws IllegalArgumentException for anything else; then nothing has changed
   */
  public static synchronized void configure(List<String> settings) {
    Level newGeneral = Level.WARN;
    Map<String, Level> newByPrefix = new TreeMap<>(DEFAULTS);
    for (String setting : settings) {
      int equals = setting.lastIndexOf('=');
      Level level = parse(setting.substring(equals + 1));
      if (equals < 0) {
        newGeneral = level;
      } else {
        newByPrefix.put(setting.substring(0, equals), level);
      }
    }
    general = newGeneral;
    byPrefix = newByPrefix;
    LOGGERS.values().forEach(logger -> logger.setLevel(levelOf(logger.getName())));
  }

  /**
   * Tells whether stack traces are wanted.
   *
   * @return true if the level of all loggers is debug or trace
   */
  public static synchronized boolean isDebug() {
    return general.toInt() <= Level.DEBUG.toInt();
  }

  static LineLogger logger(String name) {
    return LOGGERS.computeIfAbsent(name, LogLevels::create);
  }

  private static synchronized LineLogger create(String name) {
    return new LineLogger(name, levelOf(name));
  }

  private static Level levelOf(String name) {
    List<String> matching = new ArrayList<>();
    byPrefix.keySet().stream()
        .filter(prefix -> name.startsWith(prefix) && (name + ".").startsWith(prefix + "."))
        .forEach(matching::add);
    return matching.isEmpty() ? general : byPrefix.get(matching.get(matching.size() - 1));
  }

  private static Level parse(String name) {
    try {
      return Level.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "a log level is error, warn, info, debug or trace, not '" + name + "'");
    }
  }
}
