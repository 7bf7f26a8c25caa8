package io.mosaik.dht.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.KrpcException.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodedValueTest {

  @Test
  void aStringIsTheSameHoweverItWasMade() throws KrpcException {
    BencodedValue made = BencodedValue.ofString(Vectors.ascii("hello"));
    BencodedValue read = BencodedValue.parse(Vectors.ascii("5:hello"));
    assertEquals(made, read);
    assertEquals(made.hashCode(), read.hashCode());
    assertEquals(Optional.of(Vectors.ascii("hello")), read.string());
    assertEquals(5, read.size());
  }

  @Test
  void theEmptyStringIsAValue() throws KrpcException {
    assertEquals(Optional.of(Bytes.EMPTY), BencodedValue.parse(Vectors.ascii("0:")).string());
  }

  @ParameterizedTest
  @ValueSource(strings = {"i42e", "l5:helloe", "d1:a5:helloe", "le"})
  void anythingElseIsNoStringAndCountsInWhole(String encoded) throws KrpcException {
    BencodedValue value = BencodedValue.parse(Vectors.ascii(encoded));
    assertEquals(Optional.empty(), value.string());
    assertEquals(encoded.length(), value.size());
    assertEquals(Vectors.ascii(encoded), value.encoded());
  }

  /** It would not be the value that was hashed or signed. */
  @Test
  void anUnusualEncodingIsAnotherValue() throws KrpcException {
    BencodedValue unusual = BencodedValue.parse(Vectors.ascii("05:hello"));
    assertEquals(Optional.of(Vectors.ascii("hello")), unusual.string());
    assertEquals(Vectors.ascii("05:hello"), unusual.encoded());
  }

  /** Or a short value could take up as much room as a datagram has. */
  @Test
  void zerosBeforeALengthCount() throws KrpcException {
    assertEquals(6, BencodedValue.parse(Vectors.ascii("05:hello")).size());
    assertEquals(1, BencodedValue.parse(Vectors.ascii("00:")).size());
    assertEquals(0, BencodedValue.parse(Vectors.ascii("0:")).size());
    String zeros = "0".repeat(1800);
    assertEquals(1801, BencodedValue.parse(Vectors.ascii(zeros + "1:a")).size());
    assertEquals(1000, BencodedValue.ofString(Bytes.of(new byte[1000])).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5:helloX", "i1ei2e", "", "5:hell", "e"})
  void whatIsNotExactlyOneValueIsRefused(String encoded) {
    KrpcException refused =
        assertThrows(KrpcException.class, () -> BencodedValue.parse(Vectors.ascii(encoded)));
    assertEquals(Reason.NOT_BENCODED, refused.reason());
  }
}
