package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.KrpcException.Reason;
import io.mosaik.dht.routing.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a message says under its keys. A key that is there but of the wrong type or length makes the
 * whole message malformed, be it needed or not.
 *
 * <p>Immutable.
 */
final class Fields {

  private static final int MAX_SHOWN = 16;

  private final Bencode.Dictionary dictionary;

  Fields(Bencode.Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  boolean has(String key) {
    return dictionary.has(key);
  }

  Optional<Bytes> findText(String key) throws KrpcException {
    Optional<Bencode> value = dictionary.find(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Bencode.Text text) {
      return Optional.of(text.content());
    }
    throw malformed(key + " is no string");
  }

  OptionalLong findInt(String key) throws KrpcException {
    Optional<Bencode> value = dictionary.find(key);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    if (value.get() instanceof Bencode.Int integer) {
      return OptionalLong.of(integer.value());
    }
    throw malformed(key + " is no integer");
  }

  Optional<Bencode.Sequence> findList(String key) throws KrpcException {
    Optional<Bencode> value = dictionary.find(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Bencode.Sequence list) {
      return Optional.of(list);
    }
    throw malformed(key + " is no list");
  }

  /** The strings in a list; none if there is no list, which is no reason to complain. */
  List<Bytes> textsIfList(String key) {
    List<Bytes> texts = new ArrayList<>();
    if (dictionary.find(key).orElse(dictionary) instanceof Bencode.Sequence list) {
      for (Bencode item : list.items()) {
        if (item instanceof Bencode.Text text) {
          texts.add(text.content());
        }
      }
    }
    return texts;
  }

  Optional<BencodedValue> findValue(String key) {
    return dictionary.find(key).map(BencodedValue::of);
  }

  Bytes text(String key) throws KrpcException {
    Optional<Bytes> text = findText(key);
    if (text.isEmpty()) {
      throw missing(key);
    }
    return text.get();
  }

  Bytes text(String key, int size) throws KrpcException {
    Bytes text = text(key);
    if (text.size() != size) {
      throw malformed(key + " has " + text.size() + " bytes, not " + size);
    }
    return text;
  }

  NodeId id(String key) throws KrpcException {
    return new NodeId(text(key, NodeId.SIZE));
  }

  long integer(String key) throws KrpcException {
    return findInt(key).orElseThrow(() -> missing(key));
  }

  BencodedValue value(String key) throws KrpcException {
    return findValue(key).orElseThrow(() -> missing(key));
  }

  Fields dictionary(String key) throws KrpcException {
    Optional<Bencode> value = dictionary.find(key);
    if (value.isEmpty()) {
      throw missing(key);
    }
    if (value.get() instanceof Bencode.Dictionary inner) {
      return new Fields(inner);
    }
    throw malformed(key + " is no dictionary");
  }

  /** The beginning of some bytes, for the log: a stranger chose them, and how many. */
  static String shown(Bytes bytes) {
    return bytes.slice(0, Math.min(bytes.size(), MAX_SHOWN)) + " (" + bytes.size() + " bytes)";
  }

  static KrpcException malformed(String what) {
    return new KrpcException(Reason.MALFORMED, what);
  }

  private static KrpcException missing(String key) {
    return malformed(key + " is missing");
  }
}
