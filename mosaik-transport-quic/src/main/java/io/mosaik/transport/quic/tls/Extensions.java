package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The extensions of one message by their code, in the order of the message; known and unknown ones.
 * Immutable.
 *
 * @param contents the content of each extension
 */
record Extensions(Map<Integer, Bytes> contents) {

  static final Extensions NONE = new Extensions(Map.of());

  Extensions {
    contents = Collections.unmodifiableMap(new LinkedHashMap<>(contents));
  }

  /**
   * Reads a block of extensions, without the length before it.
   *
   * @param block the extensions
   * @param place the message that they stand in
   */
  static Extensions parse(Bytes block, ExtensionType.Place place) throws TlsException {
    Map<Integer, Bytes> contents = new LinkedHashMap<>();
    WireReader reader = new WireReader(block);
    while (reader.hasRemaining()) {
      int code = reader.u16();
      Bytes content = reader.vector16();
      if (ExtensionType.ofCode(code).filter(known -> !known.mayStandIn(place)).isPresent()) {
        throw TlsException.of(
            TlsAlert.ILLEGAL_PARAMETER, "extension " + code + " has no place in " + place);
      }
      if (contents.put(code, content) != null) {
        throw TlsException.of(
            TlsAlert.ILLEGAL_PARAMETER, "extension " + code + " twice in " + place);
      }
    }
    return new Extensions(contents);
  }

  /** The encoded block, without the length before it. */
  Bytes encode() {
    WireWriter writer = new WireWriter();
    contents.forEach((code, content) -> writer.u16(code).vector16(content));
    return writer.toBytes();
  }

  Optional<Bytes> get(ExtensionType type) {
    return Optional.ofNullable(contents.get(type.code()));
  }

  boolean has(ExtensionType type) {
    return contents.containsKey(type.code());
  }

  Bytes require(ExtensionType type) throws TlsException {
    Bytes content = contents.get(type.code());
    if (content == null) {
      throw TlsException.of(TlsAlert.MISSING_EXTENSION, "extension " + type + " is missing");
    }
    return content;
  }

  /** Checks that nothing here answers what was not asked (RFC 8446, section 4.2). */
  void requireOfferedIn(Extensions offer) throws TlsException {
    for (Integer code : contents.keySet()) {
      if (!offer.contents.containsKey(code)) {
        throw TlsException.of(
            TlsAlert.UNSUPPORTED_EXTENSION, "extension " + code + " was not offered");
      }
    }
  }

  /** The same with one extension replaced, or added at the end. */
  Extensions with(ExtensionType type, Bytes content) {
    Map<Integer, Bytes> changed = new LinkedHashMap<>(contents);
    changed.put(type.code(), content);
    return new Extensions(changed);
  }

  /** The same without some. */
  Extensions without(ExtensionType... types) {
    Map<Integer, Bytes> changed = new LinkedHashMap<>(contents);
    for (ExtensionType type : types) {
      changed.remove(type.code());
    }
    return new Extensions(changed);
  }

  /** Whether one stands last. */
  boolean endsWith(ExtensionType type) {
    int last = -1;
    for (Integer code : contents.keySet()) {
      last = code;
    }
    return last == type.code();
  }
}
