package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChainVectorsTest {

  private static final JsonObject VECTORS = Vectors.load("chain-vectors.json");

  static Stream<JsonObject> networks() {
    return Vectors.list(VECTORS, "networks");
  }

  static Stream<JsonObject> edgeCases() {
    return Vectors.list(VECTORS, "id_rule_edge_cases");
  }

  static Stream<JsonObject> derivations() {
    return Vectors.list(VECTORS, "derive_examples");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aNetworkHasItsChainOfKeys(JsonObject network) throws Exception {
    // The vectors have the empty name too, which NetworkId.of refuses.
    NetworkId id = new NetworkId(Digest.of(Vectors.text(network, "input")));
    assertEquals(Vectors.text(network, "network_id_hex"), id.toString());
    List<JsonObject> slots = Vectors.list(network, "slots").toList();
    assertEquals(16, slots.size());
    Digest expected = id.digest();
    for (JsonObject slot : slots) {
      assertEquals(Vectors.text(slot, "id_hex"), expected.toHex());
      checkKeys(slot, expected);
      expected = expected.derive(expected.bytes());
    }
  }

  private static void checkKeys(JsonObject slot, Digest id) throws Exception {
    assertEquals(Vectors.hex(slot, "ed25519_seed_hex"), id.bytes());
    PublicKey key = KeyPair.ofSeed(id.bytes()).publicKey();
    assertEquals(Vectors.hex(slot, "public_key_hex"), key.bytes());
    String text = Vectors.text(slot, "public_key_z32");
    assertEquals(text, key.toZBase32());
    assertEquals(text, key.toString());
    assertEquals(key, PublicKey.fromZBase32(text));
    byte[] target = MessageDigest.getInstance("SHA-1").digest(key.bytes().toArray());
    assertEquals(Vectors.hex(slot, "bep44_target_sha1_hex"), Bytes.of(target));
  }

  @ParameterizedTest
  @MethodSource("edgeCases")
  void aNameIsAnIdOnlyIfItIs64HexDigits(JsonObject edge) {
    Digest id = Digest.of(Vectors.text(edge, "input"));
    assertEquals(Vectors.text(edge, "network_id_hex"), id.toHex());
  }

  @ParameterizedTest
  @MethodSource("derivations")
  void derivingHashesTheIdAndWhatIsGiven(JsonObject example) {
    Bytes info = Bytes.of(Vectors.text(example, "info_utf8").getBytes(StandardCharsets.UTF_8));
    Digest id = Digest.ofBytes(Vectors.hex(example, "id_hex"));
    assertEquals(Vectors.text(example, "result_hex"), id.derive(info).toHex());
  }

  @Test
  void theNextSlotIsNotTheHashOfTheIdAlone() {
    Digest first = Digest.of("mosaik");
    String wrong = Vectors.text(VECTORS, "wrong_chain_warning", "blake3_of_id_hex");
    assertEquals(wrong, Digest.hash(first.bytes()).toHex());
    assertNotEquals(wrong, first.derive(first.bytes()).toHex());
  }
}
