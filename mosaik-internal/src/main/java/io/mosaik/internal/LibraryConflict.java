package io.mosaik.internal;

import java.util.Optional;

/**
 * Recognises that a library on the class path has another version than mosaik was compiled with.
 * The JVM reports that as a {@link LinkageError} wherever the missing part is first used, and
 * asynchronous code wraps it in what it reports for failures of I/O.
 *
 * <p>Stateless.
 */
public final class LibraryConflict {

  private static final int MAX_DEPTH = 16;

  private LibraryConflict() {}

  /**
   * Describes the linkage error among a failure and its causes.
   *
   * @param failure what was thrown
   * @return a sentence for the operator, without a full stop; empty if no linkage error is among
   *     them
   */
  public static Optional<String> describe(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (cause instanceof LinkageError) {
        return Optional.of(
            "a library has another version than mosaik was compiled with: "
                + cause
                + "; check the dependency management of the application");
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
