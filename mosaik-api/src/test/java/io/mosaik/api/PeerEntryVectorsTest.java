package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Entries of real Rust nodes, and of the same encoder that they use. */
class PeerEntryVectorsTest {

  private static final JsonObject CODEC = Vectors.load("codec-vectors.json");

  static Stream<JsonObject> responses() {
    return Vectors.list(CODEC, "ping", "responses");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rust-signed-entry.json", "rust-signed-entry-0.4.json"})
  void aCapturedEntryIsReadAndWrittenBack(String file) {
    JsonObject vector = Vectors.load(file);
    Bytes bytes = Vectors.hex(vector, "entry_hex");
    SignedPeerEntry signed = SignedPeerEntry.decode(bytes);
    PeerEntry entry = signed.entry();

    assertEquals(bytes, signed.encode());
    assertEquals(Vectors.text(vector, "protocol"), entry.protocol());
    assertEquals(entry.protocol().equals("0.3.17") ? Dialect.V0_3 : Dialect.V0_4, entry.dialect());
    assertEquals(NetworkId.of(Vectors.text(vector, "network_text")), entry.network());
    assertEquals(Vectors.text(vector, "network"), entry.network().toString());
    assertEquals(Vectors.text(vector, "peer_id"), entry.id().toHex());
    assertEquals(Vectors.at(vector, "started_ms").getAsLong(), entry.startedMillis());
    assertEquals(Vectors.at(vector, "updated_ms").getAsLong(), entry.updatedMillis());
    assertEquals(List.of(Digest.of("rust")), List.copyOf(entry.tags()));
    assertEquals(Vectors.text(vector, "digest"), Digest.hash(PeerEntryCodec.encode(entry)).toHex());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rust-signed-entry.json", "rust-signed-entry-0.4.json"})
  void aCapturedEntryHasARelayAndAnAddress(String file) {
    JsonObject vector = Vectors.load(file);
    var entry = SignedPeerEntry.decode(Vectors.hex(vector, "entry_hex")).entry();
    List<String> addresses = new ArrayList<>();
    entry.address().addresses().forEach(address -> addresses.add(address.toString()));
    String all = Vectors.at(vector, "addrs").toString();
    assertEquals(2, addresses.size());
    addresses.forEach(address -> assertEquals(true, all.contains(address), address));
  }

  @ParameterizedTest
  @MethodSource("responses")
  void anEntryIsEncodedDigestedAndSignedAsInRust(JsonObject response) {
    KeyPair node = KeyPair.ofSeed(Vectors.hex(CODEC, "keys", "node_secret_seed_hex"));
    Bytes bytes = Vectors.hex(response, "signed_peer_entry_postcard_hex");
    SignedPeerEntry read = SignedPeerEntry.decode(bytes);
    Bytes unsigned = PeerEntryCodec.encode(read.entry());

    assertEquals(Vectors.hex(response, "peer_entry_postcard_hex"), unsigned);
    assertEquals(Vectors.text(response, "digest_blake3_hex"), Digest.hash(unsigned).toHex());
    assertEquals(Vectors.hex(response, "signature_hex"), read.signature().bytes());
    assertEquals(read, SignedPeerEntry.sign(node, read.entry()));
    assertEquals(bytes, read.encode());
  }

  @Test
  void theEntryWithATicketCarriesItUnderItsId() {
    JsonObject second = responses().toList().get(1);
    Bytes bytes = Vectors.hex(second, "signed_peer_entry_postcard_hex");
    var tickets = SignedPeerEntry.decode(bytes).entry().tickets();
    Digest id = Digest.ofBytes(Vectors.hex(CODEC, "ping", "ticket", "id_hex"));
    assertEquals(List.of(id), List.copyOf(tickets.keySet()));
    assertEquals(id, tickets.get(id).id());
    assertEquals(Bytes.of("hello".getBytes()), tickets.get(id).data());
  }

  @Test
  void everyFragmentOfPostcardIsWrittenAndReadAsInRust() throws Exception {
    int versions = 0;
    List<JsonElement> rest = new ArrayList<>();
    for (JsonObject fragment : Vectors.list(CODEC, "postcard_fragments").toList()) {
      String value = Vectors.text(fragment, "value");
      if (value.startsWith("PeerEntryVersion")) {
        PostcardFragments.checkVersion(value, Vectors.hex(fragment, "hex"));
        versions++;
      } else {
        PostcardFragments.checkAddress(value, Vectors.hex(fragment, "hex"));
        rest.add(fragment);
      }
    }
    assertEquals(4, versions);
    assertEquals(8, rest.size());
  }

  @Test
  void keysHaveTheTextFormsOfRust() {
    KeyPair node = KeyPair.ofSeed(Vectors.hex(CODEC, "keys", "node_secret_seed_hex"));
    String base58 = Vectors.text(CODEC, "keys", "node_id_base58");
    String hex = Vectors.text(CODEC, "keys", "node_id_hex");
    assertEquals(hex, node.peerId().toString());
    assertEquals(base58, node.peerId().toBase58());
    assertEquals(node.peerId(), PeerId.fromBase58(base58));
    assertEquals(
        List.of(node.peerId()),
        List.copyOf(
            new TreeSet<>(
                List.of(
                    PeerId.parse(hex),
                    PeerId.parse(base58),
                    PeerId.parse(node.publicKey().toZBase32())))));
    KeyPair slot = KeyPair.ofSeed(Vectors.hex(CODEC, "keys", "slot_seed_hex"));
    assertEquals(Vectors.hex(CODEC, "keys", "slot_public_key_hex"), slot.publicKey().bytes());
    assertEquals(Vectors.text(CODEC, "keys", "slot_public_key_z32"), slot.publicKey().toZBase32());
  }
}
