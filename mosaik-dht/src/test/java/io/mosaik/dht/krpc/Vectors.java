package io.mosaik.dht.krpc;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The shared vectors, by file. */
final class Vectors {

  private Vectors() {}

  static JsonObject read(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Bytes hex(JsonObject object, String key) {
    return Bytes.fromHex(object.get(key).getAsString());
  }

  static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
  }
}
