package io.mosaik.pkarr;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import io.mosaik.api.PeerId;
import io.mosaik.api.PublicKey;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Packets that were made elsewhere. */
final class Vectors {

  private static final JsonObject CODEC = read("codec-vectors.json");
  private static final JsonObject RUST = read("rust-dht-record.json");

  /** Slot 0 of the network {@code mosaik}, whose packets the computed ones are. */
  static final PublicKey KEY =
      PublicKey.fromZBase32(CODEC.getAsJsonObject("keys").get("slot_public_key_z32").getAsString());

  static final Bytes FULL = packet("dht_record");
  static final Bytes MINIMAL = packet("dns_minimal");
  static final Bytes LONG_TEXT = packet("dns_txt_300_bytes");

  /** Whose packet {@link #FROM_RUST} is. */
  static final PublicKey RUST_KEY =
      new PublicKey(Bytes.fromHex(RUST.get("public_key").getAsString()));

  /** What an unmodified node of mosaik 0.3.17 published. */
  static final Bytes FROM_RUST = Bytes.fromHex(RUST.get("v_hex").getAsString());

  /** Who published it. */
  static final PeerId RUST_PEER = PeerId.parse(RUST.get("peer_id").getAsString());

  private Vectors() {}

  /** The records of {@link #FULL}. */
  static List<ResourceRecord> fullRecords() {
    return CODEC.getAsJsonObject("dht_record").getAsJsonArray("records_in_order").asList().stream()
        .map(json -> (JsonObject) json)
        .map(
            json ->
                ResourceRecord.txt(
                    json.get("name").getAsString(),
                    json.get("ttl").getAsLong(),
                    json.get("txt").getAsString()))
        .toList();
  }

  private static Bytes packet(String vector) {
    return Bytes.fromHex(CODEC.getAsJsonObject(vector).get("dns_packet_hex").getAsString());
  }

  private static JsonObject read(String file) {
    try (var in = Vectors.class.getResourceAsStream("/vectors/" + file)) {
      return JsonParser.parseReader(new InputStreamReader(in, StandardCharsets.UTF_8))
          .getAsJsonObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
