package io.mosaik.bootstrap.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.Digest;
import io.mosaik.api.KeyPair;
import io.mosaik.api.NetworkId;
import io.mosaik.bootstrap.Vectors;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainTest {

  private static final JsonObject VECTORS = Vectors.read("chain-vectors.json");

  @Test
  void allSlotsOfAllVectorsHaveTheirSeedsKeysAndTargets() throws Exception {
    int slots = 0;
    for (JsonElement element : VECTORS.getAsJsonArray("networks")) {
      JsonObject network = element.getAsJsonObject();
      Chain chain = Chain.of(new NetworkId(Digest.of(network.get("input").getAsString())));
      assertEquals(network.get("network_id_hex").getAsString(), chain.network().toString());
      assertEquals(network.getAsJsonArray("slots").size(), chain.depth());
      for (JsonElement expected : network.getAsJsonArray("slots")) {
        check(expected.getAsJsonObject(), chain);
        slots++;
      }
    }
    assertEquals(64, slots);
  }

  private static void check(JsonObject expected, Chain chain) throws Exception {
    Slot slot = chain.slot(expected.get("index").getAsInt());
    assertEquals(expected.get("index").getAsInt(), slot.index());
    assertEquals(expected.get("id_hex").getAsString(), slot.keys().seed().toHex());
    assertEquals(expected.get("ed25519_seed_hex").getAsString(), slot.keys().seed().toHex());
    assertEquals(expected.get("public_key_hex").getAsString(), slot.key().bytes().toHex());
    assertEquals(expected.get("public_key_z32").getAsString(), slot.key().toZBase32());
    byte[] target = MessageDigest.getInstance("SHA-1").digest(slot.key().bytes().toArray());
    assertEquals(expected.get("bep44_target_sha1_hex").getAsString(), Bytes.of(target).toHex());
  }

  @Test
  void theNextSlotHashesTheIdTwiceAndNotOnce() {
    JsonObject warning = VECTORS.getAsJsonObject("wrong_chain_warning");
    Bytes wrong = Bytes.fromHex(warning.get("blake3_of_id_hex").getAsString());
    Chain chain = Chain.of(NetworkId.of("mosaik"));
    assertEquals(wrong, io.mosaik.api.Digest.hash(chain.network().bytes()).bytes());
    assertNotEquals(wrong, chain.slot(1).keys().seed());
  }

  @Test
  void aShorterChainIsTheBeginningOfALongerOne() {
    NetworkId network = NetworkId.of("my-app");
    List<Slot> four = Chain.of(network, 4).slots();
    assertEquals(four, Chain.of(network).slots().subList(0, 4));
    assertEquals(Chain.of(network, 16), Chain.of(network));
    assertNotEquals(Chain.of(network, 4), Chain.of(network));
  }

  @Test
  void aDepthOutsideTheBoundsIsTheCallersMistake() {
    NetworkId network = NetworkId.of("my-app");
    assertThrows(IllegalArgumentException.class, () -> Chain.of(network, 0));
    assertThrows(IllegalArgumentException.class, () -> Chain.of(network, Chain.MAX_DEPTH + 1));
    assertEquals(Chain.MAX_DEPTH, Chain.of(network, Chain.MAX_DEPTH).depth());
    KeyPair keys = Chain.of(network).slot(0).keys();
    assertThrows(IllegalArgumentException.class, () -> new Slot(-1, keys));
  }

  @Test
  void theTextOfASlotDoesNotShowItsSecret() {
    Slot slot = Chain.of(NetworkId.of("mosaik")).slot(1);
    assertEquals("slot 1 (61qc3cptt54u4k8p9xanesyp5afwf3egrp1ep3xgr7t6u83b7x4y)", slot.toString());
    assertFalse(slot.toString().contains(slot.keys().seed().toHex()));
  }
}
