package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A dictionary to be written (BEP 3, "bencoding"). Canonical whatever the order in which entries
 * are put, because some nodes refuse a {@code put} with unsorted keys. What is put is written once,
 * when all is known: a server does this for every answer.
 *
 * <p>Confined to one thread.
 */
final class BencodeDictionary {

  /** As many as the largest dictionary of a message has; more make room for themselves. */
  private static final int USUAL_SIZE = 9;

  private static final int ENCLOSING = 2;

  /** Keys are ASCII, so that the order of strings is the order of bytes. Sorted. */
  private String[] keys = new String[USUAL_SIZE];

  /** What belongs to each key: bytes that are bencoded already, a {@link Text} or a dictionary. */
  private Object[] values = new Object[USUAL_SIZE];

  private int count;

  /** A byte string that is still to be bencoded. */
  private record Text(Bytes content) {}

  BencodeDictionary putInt(String key, long value) {
    return putEncoded(key, integer(value));
  }

  BencodeDictionary putText(String key, Bytes content) {
    return put(key, new Text(content));
  }

  BencodeDictionary putText(String key, String content) {
    return putText(key, ascii(content));
  }

  BencodeDictionary putList(String key, List<Bytes> encodedItems) {
    byte[] whole = new byte[ENCLOSING + encodedItems.stream().mapToInt(Bytes::size).sum()];
    int size = 0;
    whole[size++] = 'l';
    for (Bytes item : encodedItems) {
      item.copyTo(whole, size);
      size += item.size();
    }
    whole[size] = 'e';
    return putEncoded(key, Bytes.of(whole));
  }

  BencodeDictionary putDictionary(String key, BencodeDictionary value) {
    return put(key, value);
  }

  /** Puts something that is bencoded already. */
  BencodeDictionary putEncoded(String key, Bytes encoded) {
    return put(key, encoded);
  }

  Bytes toBytes() {
    byte[] whole = new byte[encodedSize()];
    writeTo(whole, 0);
    return Bytes.of(whole);
  }

  static Bytes integer(long value) {
    return ascii("i" + value + "e");
  }

  static Bytes text(Bytes content) {
    byte[] whole = new byte[textSize(content.size())];
    writeText(content, whole, 0);
    return Bytes.of(whole);
  }

  private BencodeDictionary put(String key, Object value) {
    int at = count;
    while (at > 0 && keys[at - 1].compareTo(key) > 0) {
      at--;
    }
    if (at > 0 && keys[at - 1].equals(key)) {
      values[at - 1] = value;
      return this;
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    System.arraycopy(keys, at, keys, at + 1, count - at);
    System.arraycopy(values, at, values, at + 1, count - at);
    keys[at] = key;
    values[at] = value;
    count++;
    return this;
  }

  private int encodedSize() {
    int size = ENCLOSING;
    for (int i = 0; i < count; i++) {
      size += textSize(keys[i].length()) + encodedSize(values[i]);
    }
    return size;
  }

  private static int encodedSize(Object value) {
    if (value instanceof Text text) {
      return textSize(text.content().size());
    }
    return value instanceof BencodeDictionary inner ? inner.encodedSize() : ((Bytes) value).size();
  }

  /** Writes this dictionary from an index on, and returns the index after its last byte. */
  private int writeTo(byte[] target, int from) {
    int at = from;
    target[at++] = 'd';
    for (int i = 0; i < count; i++) {
      at = writeKey(keys[i], target, at);
      at = writeValue(values[i], target, at);
    }
    target[at++] = 'e';
    return at;
  }

  private static int writeValue(Object value, byte[] target, int at) {
    if (value instanceof Text text) {
      return writeText(text.content(), target, at);
    } else if (value instanceof BencodeDictionary inner) {
      return inner.writeTo(target, at);
    }
    Bytes encoded = (Bytes) value;
    encoded.copyTo(target, at);
    return at + encoded.size();
  }

  private static int writeKey(String key, byte[] target, int from) {
    int at = writeLength(key.length(), target, from);
    for (int i = 0; i < key.length(); i++) {
      target[at++] = (byte) key.charAt(i);
    }
    return at;
  }

  private static int writeText(Bytes content, byte[] target, int from) {
    int at = writeLength(content.size(), target, from);
    content.copyTo(target, at);
    return at + content.size();
  }

  /** Writes a length and the colon after it. */
  private static int writeLength(int length, byte[] target, int from) {
    int end = from + digits(length);
    int rest = length;
    for (int at = end - 1; at >= from; at--) {
      target[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    target[end] = ':';
    return end + 1;
  }

  private static int textSize(int length) {
    return digits(length) + 1 + length;
  }

  private static int digits(int number) {
    int digits = 1;
    for (int rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }
}
