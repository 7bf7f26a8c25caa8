package io.mosaik.pkarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Strangers' bytes make records or an {@link InvalidPacketException}, and nothing else. */
@Tag("fuzz")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DnsPacketFuzzTest {

  private static final int ROUNDS = 5_000;

  /** The smallest record has a one-byte name and ten bytes of head. */
  private static final int MOST_RECORDS = DnsPacket.MAX_SIZE / 11;

  @Test
  void randomBytesAreRecordsOrRefused() {
    forSeeds(
        random -> {
          byte[] bytes = new byte[random.nextInt(1100)];
          random.nextBytes(bytes);
          return bytes;
        });
  }

  @Test
  void mutatedPacketsAreRecordsOrRefused() {
    List<Bytes> originals =
        List.of(Vectors.FULL, Vectors.LONG_TEXT, Vectors.FROM_RUST, manyTypes());
    int read =
        forSeeds(
            random -> mutate(originals.get(random.nextInt(originals.size())).toArray(), random));
    assertTrue(read > ROUNDS / 10, read + " read");
  }

  @Test
  void tanglesOfPointersAreRecordsOrRefused() {
    int read = forSeeds(DnsPacketFuzzTest::tangle);
    assertTrue(read > ROUNDS / 50, read + " read");
  }

  @Test
  void dataOfEveryTypeAreRecordsOrRefused() {
    int read =
        forSeeds(
            random -> {
              byte[] data = new byte[random.nextInt(60)];
              random.nextBytes(data);
              int type = random.nextInt(10) > 0 ? random.nextInt(300) : random.nextInt(65536);
              return RawPacket.withAnswers(1)
                  .name("_id")
                  .head(type, 1, data.length)
                  .bytes(data)
                  .build()
                  .toArray();
            });
    assertTrue(read > ROUNDS / 2, read + " read");
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      Random random = new Random(seed);
      List<ResourceRecord> records = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        records.add(randomRecord(random));
      }
      if (DnsPacket.encodedSize(Vectors.KEY, records) <= DnsPacket.MAX_SIZE) {
        Bytes packet = write(records);
        assertEquals(records, DnsPacket.decode(Vectors.KEY, packet), "seed " + seed);
      }
    }
  }

  /** Returns how many packets were read. */
  private static int forSeeds(Function<Random, byte[]> packets) {
    int read = 0;
    for (int seed = 0; seed < ROUNDS; seed++) {
      byte[] packet = packets.apply(new Random(seed));
      try {
        read += check(Bytes.of(packet)) ? 1 : 0;
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", packet " + Bytes.of(packet), e);
      }
    }
    return read;
  }

  private static boolean check(Bytes packet) {
    List<ResourceRecord> records;
    try {
      records = DnsPacket.decode(Vectors.KEY, packet);
    } catch (InvalidPacketException e) {
      assertTrue(e.getMessage().length() < 1000, e.getMessage());
      return false;
    }
    assertTrue(records.size() <= MOST_RECORDS);
    for (ResourceRecord record : records) {
      assertTrue(record.toString().chars().allMatch(c -> c >= ' ' && c <= '~'), record.toString());
    }
    if (DnsPacket.encodedSize(Vectors.KEY, records) <= DnsPacket.MAX_SIZE) {
      assertEquals(records, DnsPacket.decode(Vectors.KEY, write(records)));
    }
    return true;
  }

  /** What {@link DnsPacket#encode} does after its check of the record sets. */
  private static Bytes write(List<ResourceRecord> records) {
    return Bytes.of(PacketWriter.write(Vectors.KEY, records));
  }

  /** Records whose names are a few labels and a pointer to nearly anywhere. */
  private static byte[] tangle(Random random) {
    RawPacket records = new RawPacket();
    int header = RawPacket.withAnswers(0).size();
    int count = random.nextInt(80);
    for (int i = 0; i < count; i++) {
      for (int labels = random.nextInt(3); labels > 0; labels--) {
        records.labels("x".repeat(1 + random.nextInt(2)));
      }
      boolean anywhere = random.nextInt(100) == 0;
      records.pointer(anywhere ? random.nextInt(1000) : random.nextInt(header + records.size()));
      records.txt("");
    }
    return RawPacket.withAnswers(count).bytes(records.build().toArray()).build().toArray();
  }

  private static byte[] mutate(byte[] packet, Random random) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(packet.length);
      switch (random.nextInt(4)) {
        case 0 -> packet[at] = (byte) random.nextInt(256);
        case 1 -> packet[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> packet[at] = (byte) 0xC0;
        default -> packet = Arrays.copyOf(packet, Math.max(1, at));
      }
    }
    return packet;
  }

  /** One record of each type that has a form of its own, and some with names in their data. */
  private static Bytes manyTypes() {
    return write(
        List.of(
            ResourceRecord.parse("a", "A", "1.2.3.4", 1),
            ResourceRecord.parse("a", "AAAA", "::1", 1),
            ResourceRecord.parse("a", "CNAME", "b.example", 1),
            ResourceRecord.parse("a", "HTTPS", "1 . alpn=h2,h3 ipv4hint=1.2.3.4 ech=AAAA", 1),
            ResourceRecord.parse("a", "SVCB", "1 x mandatory=port port=1 ipv6hint=::1", 1),
            new ResourceRecord("a", 1, new RecordData.Other(15, Bytes.fromHex("000a016d00"))),
            new ResourceRecord(
                "a",
                1,
                new RecordData.Other(
                    33, new RawPacket().u16(1).u16(2).u16(3).name("srv", "example").build()))));
  }

  private static ResourceRecord randomRecord(Random random) {
    RecordClass[] classes = RecordClass.values();
    return new ResourceRecord(
        randomName(random),
        random.nextLong(1L << 32),
        classes[random.nextInt(classes.length)],
        randomData(random));
  }

  private static RecordData randomData(Random random) {
    switch (random.nextInt(7)) {
      case 0:
        return RecordData.Txt.of(printable(random, 600));
      case 1:
        return new RecordData.Txt(List.of(bytes(random, 255), bytes(random, 10)));
      case 2:
        return new RecordData.Cname(randomName(random) + ".");
      case 3:
        return ResourceRecord.parse("@", "A", quad(random), 0).data();
      case 4:
        return ResourceRecord.parse("@", "AAAA", "2001:db8::" + quad(random), 0).data();
      case 5:
        String target = random.nextBoolean() ? "." : "a.Example";
        return ResourceRecord.parse("@", "HTTPS", random.nextInt(65536) + " " + target, 0).data();
      default:
        return new RecordData.Other(1000 + random.nextInt(1000), bytes(random, 50));
    }
  }

  private static String randomName(Random random) {
    StringBuilder name = new StringBuilder("x");
    String alphabet = "aA_-019";
    for (int i = random.nextInt(20); i > 0; i--) {
      name.append(alphabet.charAt(random.nextInt(alphabet.length())));
      if (random.nextInt(6) == 0) {
        name.append(String.format(Locale.ROOT, "\\%03d", random.nextInt(256)));
      }
      if (random.nextInt(6) == 0) {
        name.append('.').append(i);
      }
    }
    return name.toString();
  }

  private static String quad(Random random) {
    return random.nextInt(256) + "." + random.nextInt(256) + ".0." + random.nextInt(256);
  }

  private static String printable(Random random, int bound) {
    return random
        .ints(random.nextInt(bound), 0x20, 0x250)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static Bytes bytes(Random random, int bound) {
    byte[] bytes = new byte[random.nextInt(bound)];
    random.nextBytes(bytes);
    return Bytes.of(bytes);
  }
}
