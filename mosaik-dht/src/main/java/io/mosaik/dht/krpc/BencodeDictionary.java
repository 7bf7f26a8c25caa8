package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    return putEncoded(key, enclosed('l', encodedItems));
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
    List<Bytes> parts = new ArrayList<>(2 * encodedByKey.size());
    encodedByKey.forEach(
        (key, encoded) -> {
          parts.add(text(ascii(key)));
          parts.add(encoded);
        });
    return enclosed('d', parts);
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

  private static Bytes enclosed(char opening, List<Bytes> parts) {
    byte[] whole = new byte[2 + parts.stream().mapToInt(Bytes::size).sum()];
    int size = 0;
    whole[size++] = (byte) opening;
    for (Bytes part : parts) {
      part.copyTo(whole, size);
      size += part.size();
    }
    whole[size] = 'e';
    return Bytes.of(whole);
  }
}
