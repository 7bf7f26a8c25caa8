package io.mosaik.bootstrap.record;

import io.mosaik.api.Bytes;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PublicKey;
import io.mosaik.api.TransportAddress;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes our records with {@link PeerRecord#encode}, and says which addresses were left out: once,
 * and again when they change.
 *
 * <p>Confined to its caller's thread.
 */
public final class RecordWriter {

  private static final Logger LOG = LoggerFactory.getLogger(RecordWriter.class);

  private SortedSet<TransportAddress> leftOut = new TreeSet<>();

  /** Starts with nothing said. */
  public RecordWriter() {}

  /**
   * Writes the record of a peer.
   *
   * @param slotKey the key of the slot
   * @param own who we are and where we may be reached
   * @return a DNS packet, ready to be signed
   */
  public Bytes encode(PublicKey slotKey, PeerAddress own) {
    SortedSet<TransportAddress> missing = new TreeSet<>(own.addresses());
    missing.removeAll(PeerRecord.publishable(own).addresses());
    boolean isNews = !missing.equals(leftOut);
    leftOut = missing;
    if (isNews && !missing.isEmpty()) {
      LOG.warn(
          "our record has no room for {} of our {} addresses, or cannot carry them: {}",
          missing.size(),
          own.addresses().size(),
          missing);
    }
    return PeerRecord.encode(slotKey, own);
  }

  /**
   * The addresses that the last record was written without.
   *
   * @return an unmodifiable copy
   */
  public SortedSet<TransportAddress> leftOut() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(leftOut));
  }
}
