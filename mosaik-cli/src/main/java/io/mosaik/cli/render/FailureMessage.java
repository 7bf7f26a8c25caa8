package io.mosaik.cli.render;

import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Messages of exceptions in plain words, causes included. */
public final class FailureMessage {

  private static final int MAX_CAUSES = 8;

  /** Exceptions that put their cause's {@code toString} into their message name its class. */
  private static final Pattern CLASS_NAME =
      Pattern.compile("(?:[a-z][a-z0-9_]*\\.)+[A-Z][A-Za-z0-9_$]*(?:Exception|Error)(?:: )?");

  private FailureMessage() {}

  /**
   * Returns what happened and why: the messages of a failure and its causes, without class names
   * and without what an outer message says already.
   *
   * @param failure the outermost exception
   * @return one line of text
   */
  public static String of(Throwable failure) {
    List<String> parts = new ArrayList<>();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      String part = own(cause);
      if (!part.isEmpty() && parts.stream().noneMatch(said -> said.contains(part))) {
        parts.add(part);
      }
      cause = cause.getCause();
    }
    return parts.isEmpty() ? words(failure) : String.join(": ", parts);
  }

  private static String own(Throwable failure) {
    if (failure instanceof FileSystemException file) {
      return ofFile(file);
    }
    if (failure instanceof UnknownHostException) {
      return "unknown host " + failure.getMessage();
    }
    if (failure instanceof CharacterCodingException) {
      return "not text in UTF-8";
    }
    if (failure instanceof UnresolvedAddressException) {
      return "the host name cannot be resolved";
    }
    if (failure instanceof ClosedChannelException) {
      return "the connection was closed";
    }
    if (failure instanceof TimeoutException && failure.getMessage() == null) {
      return "timed out";
    }
    boolean wrapper =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    if (wrapper && failure.getCause() != null) {
      return "";
    }
    if (failure.getMessage() == null || failure.getMessage().isBlank()) {
      return failure.getCause() == null ? words(failure) : "";
    }
    return CLASS_NAME.matcher(failure.getMessage()).replaceAll("").strip();
  }

  private static String ofFile(FileSystemException failure) {
    String reason;
    if (failure instanceof NoSuchFileException) {
      reason = "no such file or directory";
    } else if (failure instanceof AccessDeniedException) {
      reason = "permission denied";
    } else if (failure instanceof FileAlreadyExistsException) {
      reason = "the file exists already";
    } else if (failure instanceof NotDirectoryException) {
      reason = "not a directory";
    } else if (failure instanceof DirectoryNotEmptyException) {
      reason = "the directory is not empty";
    } else {
      reason = failure.getReason() == null ? words(failure) : failure.getReason();
    }
    return failure.getFile() == null ? reason : failure.getFile() + ": " + reason;
  }

  /** A class name as words, such as "connect timeout" for {@code ConnectTimeoutException}. */
  private static String words(Throwable failure) {
    return failure
        .getClass()
        .getSimpleName()
        .replaceAll("(Exception|Error)$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(java.util.Locale.ROOT);
  }
}
