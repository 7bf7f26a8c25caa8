package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.KrpcException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one bencoded value from bytes of a stranger (BEP 3, "bencoding"). As tolerant as mainline:
 * unsorted keys, leading zeros and signs are let pass, and what follows the value is left alone.
 * Bounded: depth, number of values, and integers of 64 bits.
 *
 * <p>Confined to one call of {@link #read}.
 */
final class BencodeReader {

  /** Ours. A message needs four levels; the rest is for values that people store. */
  static final int MAX_DEPTH = 16;

  /** Ours. Twice what fits into a list of peers. */
  static final int MAX_VALUES = 512;

  /** As many as most dictionaries have. */
  private static final int USUAL_KEYS = 6;

  private final Bytes source;
  private int position;
  private int values;

  private BencodeReader(Bytes source) {
    this.source = source;
  }

  /**
   * The value that the bytes begin with.
   *
   * @throws KrpcException if they do not begin with a value, or with one beyond the bounds
   */
  static Bencode read(Bytes source) throws KrpcException {
    return new BencodeReader(source).readValue(1);
  }

  private Bencode readValue(int depth) throws KrpcException {
    if (depth > MAX_DEPTH) {
      throw new KrpcException(Reason.TOO_COMPLEX, "nested more than " + MAX_DEPTH + " deep");
    }
    if (++values > MAX_VALUES) {
      throw new KrpcException(Reason.TOO_COMPLEX, "more than " + MAX_VALUES + " values");
    }
    byte first = peek();
    if (first == 'd') {
      return readDictionary(depth);
    } else if (first == 'l') {
      return readSequence(depth);
    } else if (first == 'i') {
      return readInt();
    }
    return readText();
  }

  private Bencode.Dictionary readDictionary(int depth) throws KrpcException {
    int from = position++;
    List<Bencode.Text> keys = new ArrayList<>(USUAL_KEYS);
    List<Bencode> items = new ArrayList<>(USUAL_KEYS);
    boolean sorted = true;
    while (peek() != 'e') {
      Bencode.Text key = readText();
      sorted = sorted && (keys.isEmpty() || keys.get(keys.size() - 1).compareContent(key) < 0);
      keys.add(key);
      items.add(readValue(depth + 1));
    }
    if (!sorted && hasTwins(keys)) {
      throw notBencoded("a key twice in a dictionary");
    }
    return new Bencode.Dictionary(source, from, ++position, keys, items);
  }

  private static boolean hasTwins(List<Bencode.Text> keys) {
    List<Bencode.Text> sorted = new ArrayList<>(keys);
    sorted.sort(Bencode.Text::compareContent);
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i - 1).compareContent(sorted.get(i)) == 0) {
        return true;
      }
    }
    return false;
  }

  private Bencode.Sequence readSequence(int depth) throws KrpcException {
    int from = position++;
    List<Bencode> items = new ArrayList<>();
    while (peek() != 'e') {
      items.add(readValue(depth + 1));
    }
    return new Bencode.Sequence(source, from, ++position, items);
  }

  private Bencode.Int readInt() throws KrpcException {
    int from = position++;
    byte sign = peek();
    if (sign == '-' || sign == '+') {
      position++;
    }
    long value = readDigits('e', sign == '-' ? -1 : 1);
    return new Bencode.Int(source, from, position, value);
  }

  private Bencode.Text readText() throws KrpcException {
    int from = position;
    long size = readDigits(':', 1);
    if (size > source.size() - position) {
      throw notBencoded("a string of " + size + " bytes, of which the end is missing");
    }
    int contentFrom = position;
    position += (int) size;
    return new Bencode.Text(source, from, contentFrom, position);
  }

  /** Reads at least one digit up to a terminator, which is consumed. */
  private long readDigits(char terminator, int sign) throws KrpcException {
    long value = 0;
    int from = position;
    while (peek() != terminator) {
      int digit = source.at(position++) - '0';
      if (digit < 0 || digit > 9) {
        throw notBencoded("no digit");
      }
      try {
        value = Math.addExact(Math.multiplyExact(value, 10), sign * digit);
      } catch (ArithmeticException beyond64Bits) {
        throw notBencoded("a number beyond 64 bits");
      }
    }
    if (position++ == from) {
      throw notBencoded("a number without digits");
    }
    return value;
  }

  private byte peek() throws KrpcException {
    if (position >= source.size()) {
      throw notBencoded("the end is missing");
    }
    return source.at(position);
  }

  private KrpcException notBencoded(String what) {
    return new KrpcException(Reason.NOT_BENCODED, what + ", before byte " + position);
  }
}
