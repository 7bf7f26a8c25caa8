package io.mosaik.cli.render;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import java.time.Duration;
import java.util.Optional;

/** JSON objects, one a line. */
public final class Json {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final JsonObject object = new JsonObject();

  private Json() {}

  /**
   * An object that says what kind of thing it is.
   *
   * @param kind value of the member {@code event}
   * @return a new object
   */
  public static Json event(String kind) {
    return new Json().with("event", kind);
  }

  /**
   * An object inside another.
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
   * @param value the text, or something else with a text form
   * @return this
   */
  public Json with(String name, Optional<?> value) {
    value.ifPresent(present -> object.addProperty(name, present.toString()));
    return this;
  }

  /**
   * Adds a number.
   *
   * @param name name of the member
   * @param value the number
   * @return this
   */
  public Json with(String name, Number value) {
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
   * Adds a time span in milliseconds, with three decimals.
   *
   * @param name name of the member
   * @param value the time span
   * @return this
   */
  public Json with(String name, Duration value) {
    object.add(
        name, new JsonPrimitive(value.getSeconds() * 1_000.0 + value.getNano() / 1_000 / 1_000.0));
    return this;
  }

  /**
   * Adds texts.
   *
   * @param name name of the member
   * @param values have text forms
   * @return this
   */
  public Json with(String name, Iterable<?> values) {
    var array = new com.google.gson.JsonArray();
    values.forEach(value -> array.add(value.toString()));
    object.add(name, array);
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
    var array = new com.google.gson.JsonArray();
    values.forEach(value -> array.add(value.object));
    object.add(name, array);
    return this;
  }

  /**
   * Adds who a peer is and where.
   *
   * @param address the peer
   * @return this
   */
  public Json with(PeerAddress address) {
    return with("peer", address.id().toHex())
        .with("addresses", address.addresses().stream().map(TransportAddress::toString).toList());
  }

  /** One line of JSON. */
  @Override
  public String toString() {
    return GSON.toJson(object);
  }
}
