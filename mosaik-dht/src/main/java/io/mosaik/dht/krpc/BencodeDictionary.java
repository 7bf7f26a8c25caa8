package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A dictionary to be written (BEP 3, "bencoding"). Canonical whatever the order in which entries
 * are put, because some nodes refuse a {@code put} with unsorted keys.
 *
 * <p>Confined to one thread.
 */
final class BencodeDictionary {

  /** Keys are ASCII, so that the order of strings is the order of bytes. */
  private final Map<String, Bytes> encodedByKey = new TreeMap<>();

  BencodeDictionary putInt(String key, long value) {
    return putEncoded(key, integer(value));
  }

  BencodeDictionary putText(String key, Bytes content) {
    return putEncoded(key, text(content));
  }

  BencodeDictionary putText(String key, String content) {
    return putEncoded(key, text(ascii(content)));
  }

  BencodeDictionary putList(String key, List<Bytes> encodedItems) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('l');
    encodedItems.forEach(item -> write(item, out));
    out.write('e');
    return putEncoded(key, Bytes.of(out.toByteArray()));
  }

  BencodeDictionary putDictionary(String key, BencodeDictionary value) {
    return putEncoded(key, value.toBytes());
  }

  /** Puts something that is bencoded already. */
  BencodeDictionary putEncoded(String key, Bytes encoded) {
    encodedByKey.put(key, encoded);
    return this;
  }

  Bytes toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    out.write('d');
    encodedByKey.forEach(
        (key, encoded) -> {
          write(text(ascii(key)), out);
          write(encoded, out);
        });
    out.write('e');
    return Bytes.of(out.toByteArray());
  }

  static Bytes integer(long value) {
    return ascii("i" + value + "e");
  }

  static Bytes text(Bytes content) {
    return ascii(content.size() + ":").concat(content);
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void write(Bytes bytes, ByteArrayOutputStream out) {
    out.writeBytes(bytes.toArray());
  }
}
