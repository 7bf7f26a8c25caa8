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
final class BencodeDictionary implements BencodePart {

  /** As many as the largest dictionary of a message has; more make room for themselves. */
  private static final int USUAL_SIZE = 9;

  private static final int ENCLOSING = 2;

  /** Keys are ASCII, so that the order of strings is the order of bytes. Sorted. */
  private String[] keys = new String[USUAL_SIZE];

  /** What belongs to each key. */
  private BencodePart[] values = new BencodePart[USUAL_SIZE];

  private int count;

  /** A byte string that is still to be bencoded. */
  private record Text(Bytes content) implements BencodePart {

    @Override
    public int encodedSize() {
      return textSize(content.size());
    }

    @Override
    public int writeTo(byte[] target, int from) {
      int at = writeLength(content.size(), target, from);
      content.copyTo(target, at);
      return at + content.size();
    }
  }

  /** Something that is bencoded already. */
  private record Encoded(Bytes bytes) implements BencodePart {

    @Override
    public int encodedSize() {
      return bytes.size();
    }

    @Override
    public int writeTo(byte[] target, int from) {
      bytes.copyTo(target, from);
      return from + bytes.size();
    }
  }

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

  /** Puts something that is bencoded already. */
  BencodeDictionary putEncoded(String key, Bytes encoded) {
    return put(key, new Encoded(encoded));
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
    Text text = new Text(content);
    byte[] whole = new byte[text.encodedSize()];
    text.writeTo(whole, 0);
    return Bytes.of(whole);
  }

  /** Puts anything, which is quickest if its key comes after those that are there. */
  BencodeDictionary put(String key, BencodePart value) {
    int at = count;
    int order = -1;
    while (at > 0 && (order = keys[at - 1].compareTo(key)) > 0) {
      at--;
    }
    if (order == 0) {
      values[at - 1] = value;
      return this;
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    if (at < count) {
      System.arraycopy(keys, at, keys, at + 1, count - at);
      System.arraycopy(values, at, values, at + 1, count - at);
    }
    keys[at] = key;
    values[at] = value;
    count++;
    return this;
  }

  @Override
  public int encodedSize() {
    int size = ENCLOSING;
    for (int i = 0; i < count; i++) {
      size += textSize(keys[i].length()) + values[i].encodedSize();
    }
    return size;
  }

  @Override
  public int writeTo(byte[] target, int from) {
    int at = from;
    target[at++] = 'd';
    for (int i = 0; i < count; i++) {
      at = writeKey(keys[i], target, at);
      at = values[i].writeTo(target, at);
    }
    target[at++] = 'e';
    return at;
  }

  private static int writeKey(String key, byte[] target, int from) {
    int at = writeLength(key.length(), target, from);
    for (int i = 0; i < key.length(); i++) {
      target[at++] = (byte) key.charAt(i);
    }
    return at;
  }

  /** Writes the length of a byte string and the colon after it. */
  static int writeLength(int length, byte[] target, int from) {
    int end = from + digits(length);
    int rest = length;
    for (int at = end - 1; at >= from; at--) {
      target[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    target[end] = ':';
    return end + 1;
  }

  /** How many bytes a byte string of some length has when it is bencoded. */
  static int textSize(int length) {
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
