package io.mosaik.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Vectors in files beside the tests. */
final class Vectors {

  private Vectors() {}

  static JsonObject load(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream(file);
        Reader text =
            new InputStreamReader(Objects.requireNonNull(in, file), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(text).getAsJsonObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The value at a path of names. */
  static JsonElement at(JsonElement from, String... path) {
    JsonElement found = from;
    for (String name : path) {
      found = Objects.requireNonNull(found.getAsJsonObject().get(name), name);
    }
    return found;
  }

  static String text(JsonElement from, String... path) {
    return at(from, path).getAsString();
  }

  static Bytes hex(JsonElement from, String... path) {
    return Bytes.fromHex(text(from, path));
  }

  static Stream<JsonObject> list(JsonElement from, String... path) {
    return StreamSupport.stream(at(from, path).getAsJsonArray().spliterator(), false)
        .map(JsonElement::getAsJsonObject);
  }
}
