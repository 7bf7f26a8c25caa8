package io.mosaik.cli.render;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.pkarr.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Shows a signed packet and the DNS records in it. */
public final class PacketView {

  private PacketView() {}

  /**
   * Text for people, as pkarr tools print it.
   *
   * @param packet the packet
   * @param records its records
   * @return lines; they contain what strangers wrote, made printable
   */
  public static List<String> text(SignedPacket packet, Iterable<ResourceRecord> records) {
    List<String> lines = new ArrayList<>();
    lines.add("SignedPacket (" + packet.key() + "):");
    lines.add(
        "    last_updated: "
            + packet.timestamp().micros()
            + " ("
            + packet.timestamp().toInstant()
            + ")");
    lines.add("    signature: " + packet.signature());
    lines.add("    records:");
    records.forEach(
        record -> lines.add("        " + Untrusted.text(record.toString(packet.key()))));
    return lines;
  }

  /**
   * Returns the JSON form of a packet that was read.
   *
   * @param packet the packet
   * @param records its records
   * @param asked number of nodes and relays that were asked for it
   * @param answered number of them that answered
   * @return an event
   */
  public static Json resolved(
      SignedPacket packet, Iterable<ResourceRecord> records, int asked, int answered) {
    return add(Json.event("packet_resolved"), packet, records)
        .with("asked", asked)
        .with("answered", answered);
  }

  /**
   * Returns the JSON form of a packet that was stored.
   *
   * @param packet the packet
   * @param records its records
   * @param receipt how many nodes stored it
   * @return an event
   */
  public static Json published(
      SignedPacket packet, Iterable<ResourceRecord> records, PublishReceipt receipt) {
    return add(Json.event("packet_published"), packet, records)
        .with("asked", receipt.asked())
        .with("stored", receipt.stored());
  }

  private static Json add(Json event, SignedPacket packet, Iterable<ResourceRecord> records) {
    List<Json> rendered =
        StreamSupport.stream(records.spliterator(), false)
            .map(record -> json(record, packet.key()))
            .toList();
    return event
        .with("key", packet.key().toZBase32())
        .with(packet.timestamp())
        .with("signature", packet.signature().toString())
        .withObjects("records", rendered);
  }

  private static Json json(ResourceRecord record, PublicKey key) {
    return Json.empty()
        .with("name", record.fullName(key))
        .with("class", record.recordClass().name())
        .with("ttl_s", record.ttlSeconds())
        .with("type", record.data().typeName())
        .with("value", record.data().value());
  }
}
