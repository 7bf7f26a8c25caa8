package io.mosaik.it.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.spi.DhtException;
import io.mosaik.dht.SignedItem;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** libtorrent's DHT (as in qBittorrent and Deluge), by its Python binding. */
class LibtorrentTest extends ForeignDhtContract {

  @Override
  ForeignDht launch() {
    return ForeignDht.libtorrent();
  }

  /** It looks for nodes by asking for peers, so as to get write tokens by the way. */
  @Override
  String joiningQuery() {
    return "get_peers";
  }

  /** Ours replace the item. Of two that are equally new a reader of ours takes the larger one. */
  @Test
  void equalSequenceNumberIsAcknowledgedButNotStored() throws Exception {
    KeyPair signer = newKey();
    put(ourGuest, signer, Bytes.EMPTY, "one", 5);
    put(ourGuest, signer, Bytes.EMPTY, "another", 5);
    assertRead(ourOtherGuest, signer, Bytes.EMPTY, 5, "one");
  }

  /** It measures a value in its bencoded form, which here has four bytes more. */
  @Test
  void valueOfMoreThan996BytesIsRefused() throws Exception {
    KeyPair signer = newKey();
    put(ourGuest, signer, Bytes.EMPTY, "x".repeat(996), 1);
    assertRead(ourOtherGuest, signer, Bytes.EMPTY, 1, "x".repeat(996));

    SignedItem longer = SignedItem.sign(signer, Bytes.EMPTY, 2, bytes("x".repeat(997)));
    // The other guest is one of ours: it takes it, if it is asked.
    assertTrue(copies(longer) <= 1);
  }

  private int copies(SignedItem item) throws Exception {
    try {
      return get(ourGuest.putMutable(item, OptionalLong.empty())).stored();
    } catch (ExecutionException failure) {
      assertEquals(Optional.of(DhtException.Reason.REFUSED), reasonOf(failure), failure::toString);
      return 0;
    }
  }
}
