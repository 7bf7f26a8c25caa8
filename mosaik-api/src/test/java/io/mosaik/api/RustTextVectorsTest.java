package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.codec.PostcardException;
import io.mosaik.api.codec.PostcardReader;
import io.mosaik.api.codec.PostcardWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the libraries under Rust's mosaik make of versions, URLs, numbers and sets of addresses. */
class RustTextVectorsTest {

  private static final JsonObject VECTORS = Vectors.load("rust-text-vectors.json");

  static Stream<JsonObject> versions() {
    return Vectors.list(VECTORS, "versions");
  }

  static Stream<JsonObject> relayUrls() {
    return Vectors.list(VECTORS, "relay_urls");
  }

  static Stream<JsonObject> varints() {
    return Vectors.list(VECTORS, "varints");
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aVersionIsLegalOrNotAsInRust(JsonObject vector) {
    String text = Vectors.text(vector, "text");
    if (Vectors.at(vector, "legal").getAsBoolean()) {
      SemanticVersion.parse(text);
    } else {
      assertThrows(IllegalArgumentException.class, () -> SemanticVersion.parse(text));
    }
  }

  @ParameterizedTest
  @MethodSource("relayUrls")
  void aRelayUrlHasTheNormalFormOfRust(JsonObject vector) {
    String text = Vectors.text(vector, "text");
    if (vector.has("printed")) {
      TransportAddress.Relay relay = new TransportAddress.Relay(text);
      assertEquals(Vectors.text(vector, "printed"), relay.url());
      assertEquals(relay, new TransportAddress.Relay(relay.url()));
    } else {
      assertThrows(IllegalArgumentException.class, () -> new TransportAddress.Relay(text));
    }
  }

  @ParameterizedTest
  @MethodSource("varints")
  void aNumberIsReadOrRefusedAsInRust(JsonObject vector) throws PostcardException {
    byte[] bytes = Vectors.hex(vector, "hex").toArray();
    for (int bits : List.of(16, 32, 64)) {
      JsonElement expected = Vectors.at(vector, "u" + bits);
      if (expected.isJsonNull()) {
        assertThrows(PostcardException.class, () -> new PostcardReader(bytes).varint(bits));
      } else {
        long value = new PostcardReader(bytes).varint(bits);
        assertEquals(expected.getAsString(), Long.toUnsignedString(value));
      }
    }
  }

  @Test
  void addressesAreInTheOrderOfRust() {
    List<TransportAddress> inOrder = addressesInOrder();
    List<TransportAddress> shuffled = new ArrayList<>(inOrder);
    Collections.shuffle(shuffled, new Random(20260104));
    Collections.sort(shuffled);
    assertEquals(inOrder, shuffled);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void addressesAreWrittenAndReadAsByTheIrohOfTheDialect(Dialect dialect) throws Exception {
    String name = dialect == Dialect.V0_3 ? "0_97" : "1_1";
    Bytes expected = Vectors.hex(VECTORS, "addresses_postcard_iroh_" + name + "_hex");
    TreeSet<TransportAddress> addresses = new TreeSet<>(addressesInOrder());
    PostcardWriter out = new PostcardWriter();
    TransportAddressCodec.write(out, dialect, addresses);
    assertEquals(expected, Bytes.of(out.toByteArray()));
    PostcardReader in = new PostcardReader(expected.toArray());
    assertEquals(addresses, TransportAddressCodec.read(in, dialect));
    assertEquals(0, in.remaining());
  }

  private static List<TransportAddress> addressesInOrder() {
    List<TransportAddress> addresses = new ArrayList<>();
    for (JsonElement line : Vectors.at(VECTORS, "addresses_in_order").getAsJsonArray()) {
      String[] words = line.getAsString().split(" ", -1);
      addresses.add(
          switch (words[0]) {
            case "ip" -> TransportAddress.parseIp(words[1]);
            case "relay" -> new TransportAddress.Relay(words[1]);
            default ->
                new TransportAddress.Custom(
                    Long.parseUnsignedLong(words[1]), Bytes.fromHex(words[2]));
          });
    }
    return addresses;
  }
}
