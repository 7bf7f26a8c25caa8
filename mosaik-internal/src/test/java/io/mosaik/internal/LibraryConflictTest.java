package io.mosaik.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class LibraryConflictTest {

  @Test
  void aLinkageErrorIsRecognisedAmongTheCauses() {
    Throwable error = new NoSuchMethodError("void a.B.c()");
    Throwable wrapped = new CompletionException(new IOException(error));
    assertEquals(
        Optional.of(
            "a library has another version than mosaik was compiled with:"
                + " java.lang.NoSuchMethodError: void a.B.c(); check the dependency management of"
                + " the application"),
        LibraryConflict.describe(wrapped));
  }

  @Test
  void anyOtherFailureIsNone() {
    assertEquals(Optional.empty(), LibraryConflict.describe(new IOException("Address in use")));
  }

  @Test
  void causesThatFormACircleEnd() {
    Exception one = new Exception("one");
    one.initCause(new Exception("two", one));
    assertEquals(Optional.empty(), LibraryConflict.describe(one));
  }
}
