package io.mosaik.cli;

import java.util.List;

/** Sets the logging backend up, which has to happen before anything logs. */
final class Logging {

  private static final String PREFIX = "org.slf4j.simpleLogger.";

  private Logging() {}

  /** Warnings by default; {@code -v} or {@code --verbose} shows what the modules do. */
  static void configure(String[] arguments) {
    List<String> words = List.of(arguments);
    boolean verbose = words.contains("-v") || words.contains("--verbose");
    setUnlessGiven("defaultLogLevel", verbose ? "debug" : "warn");
    setUnlessGiven("log.io.netty", "warn");
    setUnlessGiven("showDateTime", "true");
    setUnlessGiven("dateTimeFormat", "HH:mm:ss.SSS");
    setUnlessGiven("showThreadName", "false");
    setUnlessGiven("showShortLogName", "true");
  }

  static boolean isVerbose() {
    return "debug".equals(System.getProperty(PREFIX + "defaultLogLevel"));
  }

  private static void setUnlessGiven(String name, String value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, value);
    }
  }
}
