package io.mosaik.cli.render;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A JSON object under construction: one line of output, or an object within one. Names, units and
 * meanings of all members are in {@code docs/json.md}.
 *
 * <p>Confined to its caller's thread.
 */
public final class Json {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** RFC 3339, section 5.6, always with milliseconds, so that lines sort by their text. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Nanoseconds are more than any of these durations is measured with. */
  private static final int DECIMALS = 3;

  private final JsonObject object = new JsonObject();

  private Json() {}

  /**
   * Creates an event, which becomes one line of output.
   *
   * @param name value of the member {@code event}
   * @return a new object
   */
  public static Json event(String name) {
    return new Json().with("event", name);
  }

  /**
   * Creates an object inside another.
   *
   * @return a new object without members
   */
  public static Json empty() {
    return new Json();
  }

  /**
   * Adds a text.
   *
   * @param name name of the member
   * @param value the text
   * @return this
   */
  public Json with(String name, String value) {
    object.addProperty(name, value);
    return this;
  }

  /**
   * Adds a text if there is one.
   *
   * @param name name of the member
   * @param value the text, or a value with a text form
   * @return this
   */
  public Json with(String name, Optional<?> value) {
    value.ifPresent(present -> object.addProperty(name, present.toString()));
    return this;
  }

  /**
   * Adds a constant of an enumeration, in lower case.
   *
   * @param name name of the member
   * @param value the constant
   * @return this
   */
  public Json with(String name, Enum<?> value) {
    return with(name, value.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Adds a whole number.
   *
   * @param name name of the member
   * @param value the number
   * @return this
   */
  public Json with(String name, long value) {
    object.addProperty(name, value);
    return this;
  }

  /**
   * Adds a truth value.
   *
   * @param name name of the member
   * @param value true or false
   * @return this
   */
  public Json with(String name, boolean value) {
    object.addProperty(name, value);
    return this;
  }

  /**
   * Adds a duration in milliseconds, with at most three decimals.
   *
   * @param name name of the member; ends with {@code _ms}
   * @param value the duration
   * @return this
   */
  public Json with(String name, Duration value) {
    BigDecimal millis =
        BigDecimal.valueOf(value.getSeconds(), -3)
            .add(BigDecimal.valueOf(value.getNano(), 6))
            .setScale(DECIMALS, RoundingMode.HALF_UP)
            .stripTrailingZeros();
    object.addProperty(name, millis.scale() < 0 ? millis.setScale(0) : millis);
    return this;
  }

  /**
   * Adds a date.
   *
   * @param name name of the member
   * @param value the date
   * @return this
   */
  public Json with(String name, Instant value) {
    return with(name, TIME.format(value));
  }

  /**
   * Adds the timestamp of a signed packet.
   *
   * @param value microseconds since 1970
   * @return this
   */
  public Json with(Timestamp value) {
    return with("timestamp_us", value.micros());
  }

  /**
   * Adds texts.
   *
   * @param name name of the member
   * @param values have text forms
   * @return this
   */
  public Json with(String name, Iterable<?> values) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(value.toString()));
    object.add(name, array);
    return this;
  }

  /**
   * Adds an object.
   *
   * @param name name of the member
   * @param value the object
   * @return this
   */
  public Json withObject(String name, Json value) {
    object.add(name, value.object);
    return this;
  }

  /**
   * Adds objects.
   *
   * @param name name of the member
   * @param values the objects
   * @return this
   */
  public Json withObjects(String name, Iterable<Json> values) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(value.object));
    object.add(name, array);
    return this;
  }

  /**
   * Adds the id and the addresses of a peer other than this one.
   *
   * @param address the peer
   * @return this
   */
  public Json withPeer(PeerAddress address) {
    return withPeer(address.id()).with("addresses", texts(address));
  }

  /**
   * Adds the id of a peer other than this one.
   *
   * @param id the peer
   * @return this
   */
  public Json withPeer(PeerId id) {
    return with("peer_id", id.toHex());
  }

  /**
   * Adds the id of the peer of this process that prints the line.
   *
   * @param id this peer
   * @return this
   */
  public Json withLocalPeer(PeerId id) {
    return with("local_peer_id", id.toHex());
  }

  /**
   * Adds the id and the addresses of the peer of this process that prints the line.
   *
   * @param address this peer
   * @return this
   */
  public Json withLocalPeer(PeerAddress address) {
    return withLocalPeer(address.id()).with("local_addresses", texts(address));
  }

  /**
   * Returns the line of output for this event.
   *
   * @param time value of the member {@code time}
   * @return one line of JSON, beginning with {@code time} and {@code event}
   */
  public String toLine(Instant time) {
    JsonObject line = new JsonObject();
    line.addProperty("time", TIME.format(time));
    object.entrySet().forEach(member -> line.add(member.getKey(), member.getValue()));
    return GSON.toJson(line);
  }

  /** Returns the object as one line of JSON, without a time. */
  @Override
  public String toString() {
    return GSON.toJson(object);
  }

  private static Iterable<String> texts(PeerAddress address) {
    return address.addresses().stream().map(TransportAddress::toString).toList();
  }
}
