package io.mosaik.cli.logging;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/** Provider of the {@link LineLogger}s, which SLF4J finds by {@code ServiceLoader}. Immutable. */
public final class LineLoggerProvider implements SLF4JServiceProvider {

  /** The version of SLF4J's provider interface that this was compiled for. */
  private static final String API_VERSION = "2.0.99";

  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter contexts = new NOPMDCAdapter();

  /** For {@code ServiceLoader}. */
  public LineLoggerProvider() {}

  @Override
  public ILoggerFactory getLoggerFactory() {
    return LogLevels::logger;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return contexts;
  }

  @Override
  public String getRequestedApiVersion() {
    return API_VERSION;
  }

  @Override
  public void initialize() {
    // Nothing to set up: loggers are made when they are asked for.
  }
}
