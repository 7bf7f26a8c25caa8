package io.mosaik.cli.logging;

import io.mosaik.api.time.Ambient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * Logger that writes each event as one line: time in UTC, level, thread, logger, message, and the
 * causes of an exception, from level debug on with their stack traces.
 *
 * <p>Thread-safe: the level is volatile, a line is one call of the stream.
 */
final class LineLogger extends LegacyAbstractLogger {

  private static final long serialVersionUID = 1L;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Causes and stack frames that are shown; more would only hide the rest of the log. */
  private static final int MAX_CAUSES = 8;

  private static final int MAX_FRAMES = 16;

  private volatile Level level;

  LineLogger(String name, Level level) {
    this.name = name;
    this.level = level;
  }

  void setLevel(Level newLevel) {
    level = newLevel;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level of, Marker marker, String pattern, Object[] arguments, Throwable thrown) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    Instant now = Ambient.system().wallClock().instant();
    System.err.println(line(now, of, Thread.currentThread().getName(), message, thrown));
  }

  /** Returns an event as text without line breaks. */
  String line(Instant time, Level of, String thread, String message, Throwable thrown) {
    StringBuilder line = new StringBuilder(TIME.format(time));
    line.append(' ').append(of).append(" [").append(thread).append("] ").append(name);
    line.append(": ").append(message);
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      line.append(depth == 0 ? ": " : "; caused by ").append(cause);
      if (isDebugEnabled()) {
        appendFrames(line, cause.getStackTrace());
      }
      cause = cause.getCause();
    }
    return withoutControls(line);
  }

  private static void appendFrames(StringBuilder line, StackTraceElement[] frames) {
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      StackTraceElement frame = frames[i];
      line.append(" at ").append(frame.getClassName()).append('.').append(frame.getMethodName());
      line.append(':').append(frame.getLineNumber());
    }
  }

  /** What strangers sent may be in a message: it must neither break the line nor the terminal. */
  private static String withoutControls(CharSequence text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                safe.append("\\n");
              } else if (c == '\t') {
                safe.append(' ');
              } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                safe.append('?');
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }

  private boolean isEnabled(Level at) {
    return at.toInt() >= level.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return null;
  }
}
