package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import java.util.List;
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

  @Test
  void capturedEntriesHaveARelayAndAnAddress() {
    Bytes old = Vectors.hex(Vectors.load("rust-signed-entry.json"), "entry_hex");
    assertEquals(
        List.of("http://10.78.0.1:3340/", "10.78.9.5:37342"),
        addresses(SignedPeerEntry.decode(old)));
    Bytes current = Vectors.hex(Vectors.load("rust-signed-entry-0.4.json"), "entry_hex");
    assertEquals(
        List.of("http://10.78.0.1:3340/", "10.78.9.5:57686"),
        addresses(SignedPeerEntry.decode(current)));
  }

  private static List<String> addresses(SignedPeerEntry signed) {
    return signed.entry().address().addresses().stream().map(Object::toString).toList();
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
    assertEquals(Bytes.fromHex("68656c6c6f"), tickets.get(id).data());
  }

  static Stream<JsonObject> fragments() {
    return Vectors.list(CODEC, "postcard_fragments");
  }

  @ParameterizedTest
  @MethodSource("fragments")
  void aFragmentOfPostcardIsWrittenAndReadAsInRust(JsonObject fragment) throws Exception {
    String value = Vectors.text(fragment, "value");
    if (value.startsWith("PeerEntryVersion")) {
      PostcardFragments.checkVersion(value, Vectors.hex(fragment, "hex"));
    } else {
      PostcardFragments.checkAddress(value, Vectors.hex(fragment, "hex"));
    }
  }

  @Test
  void keysHaveTheTextFormsOfRust() {
    KeyPair node = KeyPair.ofSeed(Vectors.hex(CODEC, "keys", "node_secret_seed_hex"));
    String base58 = Vectors.text(CODEC, "keys", "node_id_base58");
    String hex = Vectors.text(CODEC, "keys", "node_id_hex");
    assertEquals(hex, node.peerId().toString());
    assertEquals(base58, node.peerId().toBase58());
    assertEquals(node.peerId(), PeerId.fromBase58(base58));
    assertEquals(node.peerId(), PeerId.parse(hex));
    assertEquals(node.peerId(), PeerId.parse(base58));
    assertEquals(node.peerId(), PeerId.parse(node.publicKey().toZBase32()));
    KeyPair slot = KeyPair.ofSeed(Vectors.hex(CODEC, "keys", "slot_seed_hex"));
    assertEquals(Vectors.hex(CODEC, "keys", "slot_public_key_hex"), slot.publicKey().bytes());
    assertEquals(Vectors.text(CODEC, "keys", "slot_public_key_z32"), slot.publicKey().toZBase32());
  }
}
