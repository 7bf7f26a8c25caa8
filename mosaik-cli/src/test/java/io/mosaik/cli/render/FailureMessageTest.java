package io.mosaik.cli.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FailureMessageTest {

  @Test
  void causesAreNamedOnceAndWithoutTheirClasses() {
    IOException cause = new IOException("Connection refused");
    assertEquals(
        "http://127.0.0.1:1: Connection refused",
        FailureMessage.of(new CompletionException(new IOException("http://127.0.0.1:1", cause))));
    assertEquals("Connection refused", FailureMessage.of(new UncheckedIOException(cause)));
    assertEquals(
        "x: Connection refused",
        FailureMessage.of(new IllegalStateException("x: " + cause, cause)));
  }

  @Test
  void exceptionsWithoutAMessageAreWords() {
    assertEquals("connect", FailureMessage.of(new ConnectException()));
    assertEquals("timed out", FailureMessage.of(new TimeoutException()));
    assertEquals("the connection was closed", FailureMessage.of(new ClosedChannelException()));
    assertEquals(
        "the host name cannot be resolved", FailureMessage.of(new UnresolvedAddressException()));
    assertEquals("illegal state", FailureMessage.of(new IllegalStateException()));
  }

  @Test
  void filesAndHostsAreNamedWithWhatIsWrong() {
    assertEquals("/x: no such file or directory", FailureMessage.of(new NoSuchFileException("/x")));
    assertEquals("unknown host y", FailureMessage.of(new UnknownHostException("y")));
  }
}
