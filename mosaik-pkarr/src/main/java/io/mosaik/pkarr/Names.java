package io.mosaik.pkarr;

import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import java.nio.charset.StandardCharsets;
import org.xbill.DNS.DNSInput;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.WireParseException;

/**
 * Names in text and on the wire, relative to a key or not. The DNS library folds case when it
 * compares names; here that is never what is asked, because names in pkarr are case-sensitive.
 */
final class Names {

  /** The most bytes of a name on the wire, with the root label (RFC 1035, section 2.3.4). */
  private static final int MAX_SIZE = 255;

  private static final int MAX_LABEL = 63;

  /** What a key adds to a name: a length, 52 characters of z-base-32, the root label. */
  private static final int KEY_SIZE = 54;

  /** The key itself. */
  private static final String APEX = "@";

  private Names() {}

  /**
   * Whether a name consists of labels of letters, digits, hyphens and underscores, relative to the
   * key and short enough for every key: such a text is the usual one already.
   */
  static boolean isPlain(String text) {
    int length = text.length();
    if (length == 0 || 1 + length + KEY_SIZE > MAX_SIZE) {
      return false;
    }
    int label = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (label == 0) {
          return false;
        }
        label = 0;
      } else if (!isPlain(c) || ++label > MAX_LABEL) {
        return false;
      }
    }
    return label > 0;
  }

  private static boolean isPlain(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_';
  }

  /** The usual text of a name that may be relative. */
  static String canonical(String text) {
    if (isPlain(text)) {
      return text;
    }
    if (text.isEmpty()) {
      return APEX;
    }
    Name name = parse(text);
    if (!name.isAbsolute() && name.length() + KEY_SIZE > MAX_SIZE) {
      throw new IllegalArgumentException(
          "a name below a key has at most 201 bytes on the wire, not " + name.length());
    }
    return name.toString();
  }

  /** The usual text of a name that is relative even if a dot ends it; a dot alone is the key. */
  static String relativeEvenWithDot(String text) {
    boolean isApex = text.isEmpty() || text.equals(APEX + ".");
    return isApex ? APEX : parse(text).relativize(Name.root).toString();
  }

  /** An absolute name, whether its text ends with a dot or not. */
  static Name absolute(String text) {
    return concatenate(parse(text), Name.root);
  }

  /** The absolute name that a record's name stands for in the packet of a key. */
  static Name under(PublicKey key, String text) {
    Name name = parse(text);
    if (name.isAbsolute()) {
      return name;
    }
    Name withRoot = concatenate(name, Name.root);
    return endsWith(withRoot, key) ? withRoot : concatenate(name, origin(key));
  }

  /**
   * The text of an absolute name, relative to the key if the name is below it; {@code origin} is
   * that of the key.
   */
  static String relative(PublicKey key, Name origin, Name name) {
    return (endsWith(name, key) ? name.relativize(origin) : name).toString();
  }

  /** Reads a name, following pointers backwards only. */
  static Name read(DNSInput in) throws WireParseException {
    return new Name(in);
  }

  static Name origin(PublicKey key) {
    return parse(key.toZBase32() + ".");
  }

  /** Whether the last label before the root is the text of the key, byte for byte. */
  private static boolean endsWith(Name name, PublicKey key) {
    if (name.labels() < 2) {
      return false;
    }
    byte[] label = name.getLabel(name.labels() - 2);
    Bytes expected = Bytes.of(key.toZBase32().getBytes(StandardCharsets.US_ASCII));
    return Bytes.of(label, 1, label.length).equals(expected);
  }

  private static Name parse(String text) {
    if (text.chars().anyMatch(c -> c > 0x7E)) {
      throw new IllegalArgumentException(
          "a name has ASCII characters only, others as \\DDD: '" + text + "'");
    }
    try {
      return Name.fromString(text);
    } catch (TextParseException e) {
      throw new IllegalArgumentException("no domain name: '" + text + "': " + e.getMessage(), e);
    }
  }

  private static Name concatenate(Name prefix, Name suffix) {
    try {
      return Name.concatenate(prefix, suffix);
    } catch (NameTooLongException e) {
      throw new IllegalArgumentException("name too long: " + prefix + "." + suffix, e);
    }
  }
}
