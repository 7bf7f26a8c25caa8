package io.mosaik.transport.quic.packet;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A recorded exchange with a real iroh 1.0.2, with its secrets and its decrypted packets. */
public record Capture(String name, JsonObject json) {

  private static final List<String> LEVELS = List.of("Initial", "Handshake", "1RTT");

  /** One packet as the recorder decrypted it. */
  public record Decrypted(boolean sent, String level, long number, Bytes header, Bytes payload) {}

  /** Both recordings: we dialled iroh, iroh dialled us. */
  public static Stream<Capture> all() {
    return Stream.of("iroh-handshake-client", "iroh-handshake-server").map(Capture::load);
  }

  private static Capture load(String name) {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(Capture.class.getResourceAsStream(name + ".json"), name),
            StandardCharsets.UTF_8)) {
      return new Capture(name, JsonParser.parseReader(reader).getAsJsonObject());
    } catch (IOException broken) {
      throw new UncheckedIOException(name, broken);
    }
  }

  public Bytes bytes(String field) {
    return Bytes.fromHex(json.get(field).getAsString());
  }

  /** The recorder's values of a key set, such as {@code client_initial} and {@code secret}. */
  public Bytes key(String set, String part) {
    JsonObject keys = json.getAsJsonObject("keys").getAsJsonObject(set);
    return Bytes.fromHex(keys.get(part).getAsString());
  }

  public List<Bytes> datagrams() {
    return StreamSupport.stream(json.getAsJsonArray("datagrams").spliterator(), false)
        .map(each -> Bytes.fromHex(each.getAsJsonObject().get("hex").getAsString()))
        .toList();
  }

  /** The packets of a datagram in the order of the wire: the recorder listed them otherwise. */
  public List<Decrypted> packets(int datagram) {
    List<Decrypted> packets = new ArrayList<>();
    for (JsonElement each : json.getAsJsonArray("packets")) {
      JsonObject packet = each.getAsJsonObject();
      if (packet.get("datagram").getAsInt() == datagram) {
        packets.add(decrypted(packet));
      }
    }
    packets.sort(Comparator.comparing(packet -> LEVELS.indexOf(packet.level())));
    return packets;
  }

  private static Decrypted decrypted(JsonObject packet) {
    return new Decrypted(
        packet.get("dir").getAsString().equals("out"),
        packet.get("level").getAsString(),
        packet.get("pn").getAsLong(),
        Bytes.fromHex(packet.get("header").getAsString()),
        Bytes.fromHex(packet.get("payload").getAsString()));
  }

  /** Fresh protection for the direction and level of a packet, from the recorded secrets. */
  public PacketProtection protectionOf(Decrypted packet) {
    boolean weAreClient = json.get("role").getAsString().equals("client");
    String side = packet.sent() == weAreClient ? "client" : "server";
    String set = side + "_" + packet.level().toLowerCase(java.util.Locale.ROOT);
    return PacketProtection.of(
        new TrafficSecret(CipherSuite.TLS_AES_128_GCM_SHA256, key(set, "secret").toArray()));
  }

  @Override
  public String toString() {
    return name;
  }
}
