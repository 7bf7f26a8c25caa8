package io.mosaik.cli.render;

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
   * JSON, one object.
   *
   * @param packet the packet
   * @param records its records
   * @return a line
   */
  public static String json(SignedPacket packet, Iterable<ResourceRecord> records) {
    return object(packet, records).toString();
  }

  /**
   * JSON, one object, with what became of publishing it.
   *
   * @param packet the packet
   * @param records its records
   * @param receipt who stored it
   * @return a line
   */
  public static String json(
      SignedPacket packet, Iterable<ResourceRecord> records, PublishReceipt receipt) {
    return object(packet, records)
        .with("asked", receipt.asked())
        .with("stored", receipt.stored())
        .toString();
  }

  private static Json object(SignedPacket packet, Iterable<ResourceRecord> records) {
    List<Json> rendered =
        StreamSupport.stream(records.spliterator(), false)
            .map(
                record ->
                    Json.empty()
                        .with("name", record.fullName(packet.key()))
                        .with("class", record.recordClass().name())
                        .with("ttl", record.ttlSeconds())
                        .with("type", record.data().typeName())
                        .with("value", record.data().value()))
            .toList();
    return Json.event("packet")
        .with("key", packet.key().toZBase32())
        .with("timestamp", packet.timestamp().micros())
        .with("signature", packet.signature().toString())
        .withObjects("records", rendered);
  }
}
