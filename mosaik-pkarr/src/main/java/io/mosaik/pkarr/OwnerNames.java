package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The wire form of the names of records in the packet of one key. The names of a packet repeat, and
 * are nearly always plain: both spare most of the work that parsing takes.
 *
 * <p>Confined to one packet.
 */
final class OwnerNames {

  private static final int MAX_SIZE = 255;

  private final PublicKey key;
  private final String keyText;

  /** The key as an absolute name. */
  private final byte[] origin;

  private final Map<String, Bytes> known = new HashMap<>();

  OwnerNames(PublicKey key) {
    this.key = key;
    this.keyText = key.toZBase32();
    this.origin = new byte[1 + keyText.length() + 1];
    writeLabels(keyText, origin);
  }

  /** Returns the absolute name of a record, without compression. */
  Bytes wire(String name) {
    Bytes wire = known.get(name);
    if (wire == null) {
      wire = Bytes.of(encode(name));
      known.put(name, wire);
    }
    return wire;
  }

  private byte[] encode(String name) {
    boolean endsWithKey = name.endsWith(keyText);
    if (!Names.isPlain(name) || endsWithKey || 1 + name.length() + origin.length > MAX_SIZE) {
      return Names.under(key, name).toWire();
    }
    byte[] wire = new byte[1 + name.length() + origin.length];
    writeLabels(name, wire);
    System.arraycopy(origin, 0, wire, 1 + name.length(), origin.length);
    return wire;
  }

  /** Writes the labels of a plain name, each after its length. */
  private static void writeLabels(String name, byte[] target) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, target, 1, text.length);
    int lengthAt = 0;
    for (int i = 1; i <= text.length; i++) {
      if (target[i] == '.') {
        target[lengthAt] = (byte) (i - lengthAt - 1);
        lengthAt = i;
      }
    }
    target[lengthAt] = (byte) (text.length - lengthAt);
  }
}
