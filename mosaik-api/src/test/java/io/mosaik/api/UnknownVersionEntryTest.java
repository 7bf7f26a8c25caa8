package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownVersionEntryTest {

  private static final PeerId PEER = Entries.PEER.peerId();

  /** What a later version might write where we expect addresses. */
  private static final String UNKNOWN = "ffffffffffffffffffffff";

  @ParameterizedTest
  @ValueSource(strings = {"0.4.3", "0.5.0", "0.5.0-alpha", "1.0.0", "18446744073709551615.1.1"})
  void aNewerEntryThatCannotBeReadIsRecognised(String version) {
    Bytes bytes = Entries.signedAsTheyAre(Entries.encoded(version, UNKNOWN));
    assertThrows(InvalidPacketException.class, () -> SignedPeerEntry.decode(bytes));
    assertEquals(
        Optional.of(new UnknownVersionEntry(PEER, version)),
        UnknownVersionEntry.recognise(bytes, PEER, Entries.NETWORK));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.3.17",
        "0.3.99",
        "0.4.0",
        "0.4.2",
        "0.4.2+later",
        "0.4.2-rc.1",
        "0.5",
        "five",
        "",
        "18446744073709551616.0.0"
      })
  void anEntryOfAKnownVersionOrNoneIsNot(String version) {
    assertUnrecognised(Entries.signedAsTheyAre(Entries.encoded(version, UNKNOWN)));
  }

  @Test
  void anEntryOfAnotherNetworkIsNot() {
    Bytes entry = Entries.encoded("0.5.0", NetworkId.of("other"), PEER.bytes(), UNKNOWN);
    assertUnrecognised(Entries.signedAsTheyAre(entry));
  }

  @Test
  void anEntryThatSpeaksOfAnotherPeerIsNot() {
    PeerId other = KeyPair.ofSeed(Bytes.fromHex("01".repeat(32))).peerId();
    Bytes entry = Entries.encoded("0.5.0", Entries.NETWORK, other.bytes(), UNKNOWN);
    assertUnrecognised(Entries.signedAsTheyAre(entry));
  }

  @Test
  void anEntryThatAnotherPeerSignedIsNot() {
    Bytes entry = Entries.encoded("0.5.0", UNKNOWN);
    Signature signature = KeyPair.ofSeed(Bytes.fromHex("01".repeat(32))).sign(entry);
    assertUnrecognised(entry.concat(signature.bytes()));
  }

  @Test
  void anEntryWithAnythingBehindTheSignatureIsNot() {
    Bytes bytes = Entries.signedAsTheyAre(Entries.encoded("0.5.0", UNKNOWN));
    assertUnrecognised(bytes.concat(Bytes.fromHex("00")));
  }

  @Test
  void anEntryCutAnywhereIsNot() {
    Bytes bytes = Entries.signedAsTheyAre(Entries.encoded("0.5.0", UNKNOWN));
    for (int size = 0; size < bytes.size(); size++) {
      assertUnrecognised(bytes.slice(0, size));
    }
  }

  @Test
  void anEntryBeyondTheLimitIsNot() {
    String rest = "00".repeat(SignedPeerEntry.MAX_SIZE);
    assertUnrecognised(Entries.signedAsTheyAre(Entries.encoded("0.5.0", rest)));
  }

  @Test
  void anEntryWithoutARestIsRecognised() {
    Bytes bytes = Entries.signedAsTheyAre(Entries.encoded("0.5.0", ""));
    assertEquals(
        Optional.of(new UnknownVersionEntry(PEER, "0.5.0")),
        UnknownVersionEntry.recognise(bytes, PEER, Entries.NETWORK));
  }

  @Test
  void whoBelongsToNoNetworkRecognisesThoseOfAny() {
    Bytes bytes = Entries.signedAsTheyAre(Entries.encoded("0.5.0", ""));
    assertEquals(
        Optional.empty(), UnknownVersionEntry.recognise(bytes, PEER, NetworkId.of("another")));
    assertEquals(
        Optional.of(new UnknownVersionEntry(PEER, "0.5.0")),
        UnknownVersionEntry.recognise(bytes, PEER));
    assertEquals(
        Optional.empty(), UnknownVersionEntry.recognise(bytes.slice(0, bytes.size() - 1), PEER));
  }

  private static void assertUnrecognised(Bytes bytes) {
    assertEquals(Optional.empty(), UnknownVersionEntry.recognise(bytes, PEER, Entries.NETWORK));
  }
}
