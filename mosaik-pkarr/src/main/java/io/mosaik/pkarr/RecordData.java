package io.mosaik.pkarr;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a DNS record says. The types that pkarr users meet have a form of their own, all others are
 * {@link Other}.
 *
 * <p>Immutable.
 */
public sealed interface RecordData {

  /**
   * The number of the record's type (RFC 1035, section 3.2.2).
   *
   * @return 0 to 65535
   */
  int type();

  /**
   * The wire form (RDATA), in which no name is compressed.
   *
   * @return at most 65535 bytes
   */
  Bytes rdata();

  /**
   * The mnemonic of the type, such as {@code TXT}, or {@code TYPE65280} for types without one.
   *
   * @return upper-case text
   */
  default String typeName() {
    return Presentation.typeName(type());
  }

  /**
   * The value as people write it in zone files (RFC 1035, section 5). Printable ASCII only,
   * whatever the record contains.
   *
   * @return one line
   */
  default String value() {
    return Presentation.value(type(), rdata());
  }

  /**
   * Text (RFC 1035, section 3.3.14).
   *
   * @param strings one or more character-strings of at most 255 bytes each
   */
  record Txt(List<Bytes> strings) implements RecordData {

    /** The number of bytes after which {@link #of(String)} begins another string, as pkarr does. */
    public static final int CHUNK_SIZE = 254;

    /** Copies the list and checks the sizes. */
    public Txt {
      strings = List.copyOf(strings);
      if (strings.isEmpty()) {
        throw new IllegalArgumentException("a TXT record has at least one string");
      }
      for (Bytes string : strings) {
        if (string.size() > 255) {
          throw new IllegalArgumentException(
              "a string of a TXT record has at most 255 bytes, not " + string.size());
        }
      }
      checkSize("TXT", strings.stream().mapToInt(string -> string.size() + 1).sum());
    }

    /**
     * Text as pkarr writes it: the UTF-8 bytes in pieces of {@value #CHUNK_SIZE}.
     *
     * @param text any text that has a UTF-8 form
     * @return the record data
     * @throws IllegalArgumentException if the text has an unpaired surrogate
     */
    public static Txt of(String text) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException("text with an unpaired surrogate has no UTF-8 form");
      }
      Bytes utf8 = Bytes.of(text.getBytes(StandardCharsets.UTF_8));
      List<Bytes> pieces = new ArrayList<>();
      int from = 0;
      do {
        int to = Math.min(from + CHUNK_SIZE, utf8.size());
        pieces.add(utf8.slice(from, to));
        from = to;
      } while (from < utf8.size());
      return new Txt(pieces);
    }

    /**
     * The text as mosaik reads it: the only string, up to its first {@code =}. Rust's mosaik takes
     * the key of any one of the strings; where there are several, its readers disagree among
     * themselves, so such a record says nothing here.
     *
     * @return the text, or empty if there is more than one string or it is not UTF-8
     */
    public Optional<String> attributeKey() {
      if (strings.size() > 1) {
        return Optional.empty();
      }
      Bytes only = strings.get(0);
      int end = 0;
      while (end < only.size() && only.at(end) != '=') {
        end++;
      }
      try {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        return Optional.of(decoder.decode(only.slice(0, end).asByteBuffer()).toString());
      } catch (CharacterCodingException e) {
        return Optional.empty();
      }
    }

    /**
     * All strings in one, as pkarr shows them.
     *
     * @return the text; what is not UTF-8 becomes U+FFFD
     */
    public String text() {
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      strings.forEach(string -> joined.writeBytes(string.toArray()));
      return joined.toString(StandardCharsets.UTF_8);
    }

    @Override
    public int type() {
      return Rdata.TXT;
    }

    /** Each string in quotation marks. */
    @Override
    public String value() {
      return strings.stream().map(Presentation::quoted).collect(Collectors.joining(" "));
    }

    @Override
    public Bytes rdata() {
      return Rdata.ofStrings(strings);
    }
  }

  /**
   * An IPv4 address (RFC 1035, section 3.4.1).
   *
   * @param address the address
   */
  record A(Inet4Address address) implements RecordData {

    /** Checks that there is an address. */
    public A {
      Objects.requireNonNull(address, "address");
    }

    @Override
    public int type() {
      return Rdata.A;
    }

    @Override
    public Bytes rdata() {
      return Bytes.of(address.getAddress());
    }
  }

  /**
   * An IPv6 address (RFC 3596).
   *
   * @param address the address, without a scope
   */
  record Aaaa(Inet6Address address) implements RecordData {

    /** Leaves the scope out. */
    public Aaaa {
      address = Rdata.inet6(address.getAddress());
    }

    /** The canonical text of RFC 5952, section 4. */
    @Override
    public String value() {
      return InetAddresses.toAddrString(address);
    }

    @Override
    public int type() {
      return Rdata.AAAA;
    }

    @Override
    public Bytes rdata() {
      return Bytes.of(address.getAddress());
    }
  }

  /**
   * The name that this one is an alias of (RFC 1035, section 3.3.1).
   *
   * @param target an absolute name; it is not taken relative to the key, and a dot is added at its
   *     end if there is none
   */
  record Cname(String target) implements RecordData {

    /** Brings the name into its usual form. */
    public Cname {
      target = Names.absolute(target).toString();
    }

    @Override
    public int type() {
      return Rdata.CNAME;
    }

    @Override
    public Bytes rdata() {
      return Bytes.of(Names.absolute(target).toWire());
    }
  }

  /**
   * A service binding (RFC 9460).
   *
   * @param priority 0 to 65535; 0 makes an alias
   * @param target an absolute name, {@code .} for the owner itself; a dot is added at its end if
   *     there is none
   * @param params the parameters in wire form, keys rising; {@link #value()} shows them as text
   */
  record Svcb(int priority, String target, Bytes params) implements RecordData {

    /** Checks the ranges and brings the name into its usual form. */
    public Svcb {
      target = Rdata.checkService(priority, target, params);
    }

    @Override
    public int type() {
      return Rdata.SVCB;
    }

    @Override
    public Bytes rdata() {
      return Rdata.ofService(priority, target, params);
    }
  }

  /**
   * A service binding for HTTPS (RFC 9460, section 9).
   *
   * @param priority 0 to 65535; 0 makes an alias
   * @param target an absolute name, {@code .} for the owner itself; a dot is added at its end if
   *     there is none
   * @param params the parameters in wire form, keys rising; {@link #value()} shows them as text
   */
  record Https(int priority, String target, Bytes params) implements RecordData {

    /** Checks the ranges and brings the name into its usual form. */
    public Https {
      target = Rdata.checkService(priority, target, params);
    }

    @Override
    public int type() {
      return Rdata.HTTPS;
    }

    @Override
    public Bytes rdata() {
      return Rdata.ofService(priority, target, params);
    }
  }

  /**
   * Data of any other type, and empty data of any type at all: a TXT record without RDATA says
   * nothing, which is not the same as saying the empty text.
   *
   * @param type 0 to 65535
   * @param rdata the wire form, in which no name is compressed
   */
  record Other(int type, Bytes rdata) implements RecordData {

    /** Checks the ranges. */
    public Other {
      if (type < 0 || type > 0xFFFF) {
        throw new IllegalArgumentException("a record type is 0 to 65535, not " + type);
      }
      checkSize("a record of type " + type, rdata.size());
    }
  }

  private static void checkSize(String what, int size) {
    if (size > 0xFFFF) {
      throw new IllegalArgumentException(what + " has at most 65535 bytes of data, not " + size);
    }
  }
}
