package io.mosaik.it.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.spi.DhtException;
import io.mosaik.dht.Keep;
import io.mosaik.dht.KeepStatus;
import io.mosaik.dht.Publication;
import io.mosaik.dht.SignedItem;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The npm package bittorrent-dht (as in WebTorrent). */
class BittorrentDhtTest extends ForeignDhtContract {

  private static final int CAS_MISMATCH = 301;
  private static final int SEQUENCE_TOO_LOW = 302;

  @Override
  ForeignDht launch() {
    return ForeignDht.bittorrentDht();
  }

  @Override
  String joiningQuery() {
    return "find_node";
  }

  @Test
  void weCompareBeforeStrangersSwap() throws Exception {
    KeyPair signer = newKey();
    assertTrue(guestSwaps(signer, 10, OptionalLong.of(0)).stored() >= FEWEST_COPIES, "absent");
    assertEquals(CAS_MISMATCH, guestSwaps(signer, 20, OptionalLong.of(0)).code());
    assertEquals(CAS_MISMATCH, guestSwaps(signer, 20, OptionalLong.of(9)).code());
    assertTrue(guestSwaps(signer, 20, OptionalLong.of(10)).stored() >= FEWEST_COPIES, "won");
    assertEquals(SEQUENCE_TOO_LOW, guestSwaps(signer, 19, OptionalLong.empty()).code());
    assertEquals(SEQUENCE_TOO_LOW, guestSwaps(signer, 19, OptionalLong.of(20)).code());
    assertRead(reader, signer, Bytes.EMPTY, 20, "value 20");
  }

  @Test
  void equalSequenceNumberIsRefused() throws Exception {
    KeyPair signer = newKey();
    put(ourGuest, signer, Bytes.EMPTY, "value 5", 5);
    assertLost(DhtException.Reason.NOT_MOST_RECENT, signer, 5, OptionalLong.empty());
    assertRead(theirs, 3, signer, Bytes.EMPTY, 5, "value 5");
  }

  @Test
  void itemIsKeptAmongThoseWhoRefuseItAsNotNewer() throws Exception {
    SignedItem item = SignedItem.sign(newKey(), Bytes.EMPTY, 1, bytes("kept"));
    try (Keep keep = ourGuest.keep(new Publication.Mutable(item), Duration.ofMillis(200))) {
      KeepStatus status =
          Eventually.see(
              "stored twice", keep::status, now -> now.rounds() >= 2 || now.problem().isPresent());
      assertEquals(Optional.empty(), status.problem(), status::toString);
    }
  }

  @Test
  void ourNodesKeepValuesThatAreNoByteStrings() throws Exception {
    KeyPair signer = newKey();
    assertTrue(guests.putNumber(GUEST, signer, 42, 1).stored() >= FEWEST_COPIES, "too few copies");
    assertEquals(OptionalInt.of(42), guests.getNumber(OTHER_GUEST, signer.publicKey()));
    assertEquals(Optional.empty(), get(reader.getMutable(signer.publicKey(), Bytes.EMPTY)));
  }

  @Test
  void valueOf1000BytesIsKept() throws Exception {
    KeyPair signer = newKey();
    put(ourGuest, signer, Bytes.EMPTY, "x".repeat(1000), 1);
    assertRead(ourOtherGuest, signer, Bytes.EMPTY, 1, "x".repeat(1000));
    assertRead(theirs, 3, signer, Bytes.EMPTY, 1, "x".repeat(1000));
  }

  private ForeignDht.Put guestSwaps(KeyPair signer, long seq, OptionalLong cas)
      throws InterruptedException {
    return guests.put(GUEST, signer, Bytes.EMPTY, bytes("value " + seq), seq, cas);
  }
}
