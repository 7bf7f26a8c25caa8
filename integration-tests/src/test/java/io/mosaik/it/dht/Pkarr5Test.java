package io.mosaik.it.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.dht.Dht;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** pkarr 5.0.2 on mainline 6.0.1, as in mosaik 0.3.17, with its swaps. */
class Pkarr5Test extends PkarrContract {

  private static final long FIRST = 1_750_000_000_000_000L;
  private static final long SECOND = FIRST + 1_000;

  Pkarr5Test() {
    super(RustPrograms.OF_MOSAIK_0_3);
  }

  @Test
  void serversOfOursCompareBeforePkarrSwaps() throws Exception {
    KeyPair signer = newKey();
    assertPublished(signer, OptionalLong.of(0), FIRST);
    assertRefused("CasFailed", signer, OptionalLong.of(0), SECOND);
    assertRefused("CasFailed", signer, OptionalLong.of(FIRST - 1), SECOND);
    assertPublished(signer, OptionalLong.of(FIRST), SECOND);
    assertRefused("NotMostRecent", signer, OptionalLong.empty(), SECOND - 1);
    assertRefused("NotMostRecent", signer, OptionalLong.of(SECOND), SECOND - 1);
    try (Dht reader = client(Servers.OURS, 3)) {
      Optional<SignedPacket> kept =
          get(reader.resolveMostRecent(signer.publicKey(), early -> {})).newest();
      assertEquals(Optional.of(new Timestamp(SECOND)), kept.map(SignedPacket::timestamp));
    }
  }

  @Test
  void serversOfTheirsCompareBeforeWeSwap() throws Exception {
    KeyPair signer = newKey();
    Expected first = Expected.timestamp(new Timestamp(FIRST));
    Expected second = Expected.timestamp(new Timestamp(SECOND));
    assertTrue(swap(signer, Expected.absent(), FIRST).stored() > 0);
    assertLost(DhtException.Reason.SWAP_LOST, signer, Expected.absent(), SECOND);
    assertLost(DhtException.Reason.SWAP_LOST, signer, second, SECOND);
    assertTrue(swap(signer, first, SECOND).stored() > 0);
    assertLost(DhtException.Reason.NOT_MOST_RECENT, signer, Expected.any(), SECOND - 1);
    assertLost(DhtException.Reason.NOT_MOST_RECENT, signer, second, SECOND - 1);
    JsonObject kept = rust.resolve(entries(Servers.THEIRS), signer.publicKey());
    assertEquals(SECOND, kept.get("timestamp").getAsLong(), kept::toString);
  }

  private void assertPublished(KeyPair signer, OptionalLong cas, long timestamp) throws Exception {
    JsonObject result = publish(Servers.OURS, signer, cas, timestamp);
    assertTrue(isEvent(result, "published"), result::toString);
  }

  private void assertRefused(String error, KeyPair signer, OptionalLong cas, long timestamp)
      throws Exception {
    JsonObject result = publish(Servers.OURS, signer, cas, timestamp);
    assertTrue(isEvent(result, "error"), result::toString);
    assertEquals(error, result.get("error").getAsString());
  }

  private PublishReceipt swap(KeyPair signer, Expected expected, long timestamp) throws Exception {
    Bytes records =
        DnsPacket.encode(
            signer.publicKey(), List.of(ResourceRecord.txt("_it", 300, "value " + timestamp)));
    return get(
        ourClient.publish(SignedPacket.sign(signer, new Timestamp(timestamp), records), expected));
  }

  private void assertLost(
      DhtException.Reason reason, KeyPair signer, Expected expected, long timestamp) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> swap(signer, expected, timestamp));
    assertEquals(Optional.of(reason), ForeignDhtContract.reasonOf(failure), failure::toString);
  }
}
