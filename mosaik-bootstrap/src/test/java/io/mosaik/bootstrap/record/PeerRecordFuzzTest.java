package io.mosaik.bootstrap.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TransportAddress;
import io.mosaik.internal.IpScope;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.RecordData;
import io.mosaik.pkarr.ResourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strangers' bytes as a record, and any addresses of ours. */
@Tag("fuzz")
class PeerRecordFuzzTest {

  private static final KeyPair SLOT = KeyPair.fromHex("11".repeat(32));
  private static final int ROUNDS = 400;
  private static final long[] SEEDS = {1, 20261122};

  @Test
  void anyBytesAreReadAsSomething() {
    for (long seed : SEEDS) {
      Random random = new Random(seed);
      for (int round = 0; round < ROUNDS; round++) {
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        read(Bytes.of(payload), seed, round);
      }
    }
  }

  @Test
  void aDamagedRecordIsReadAsSomething() {
    for (long seed : SEEDS) {
      Random random = new Random(seed);
      for (int round = 0; round < ROUNDS; round++) {
        byte[] payload = PeerRecord.encode(SLOT.publicKey(), anyPeer(random)).toArray();
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
        }
        int length = random.nextBoolean() ? payload.length : random.nextInt(payload.length);
        read(Bytes.of(payload, 0, length), seed, round);
      }
    }
  }

  @Test
  void anyTextsAreReadAsSomething() {
    String[] names = {"_id", "_ip", "_r", "@", "_IP", "_id.x"};
    for (long seed : SEEDS) {
      Random random = new Random(seed);
      for (int round = 0; round < ROUNDS; round++) {
        List<ResourceRecord> records = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
          List<Bytes> strings = new ArrayList<>();
          for (int k = random.nextInt(10) == 0 ? 2 : 1; k > 0; k--) {
            byte[] text = new byte[random.nextInt(50)];
            random.nextBytes(text);
            strings.add(Bytes.of(text));
          }
          String name = names[random.nextInt(names.length)];
          records.add(new ResourceRecord(name, 600, new RecordData.Txt(strings)));
        }
        List<ResourceRecord> distinct = records.stream().distinct().toList();
        read(DnsPacket.encode(SLOT.publicKey(), distinct), seed, round);
      }
    }
  }

  @Test
  void whateverOurAddressesAreTheRecordFitsAndIsReadAsPublishable() {
    for (long seed : SEEDS) {
      Random random = new Random(seed);
      for (int round = 0; round < ROUNDS / 10; round++) {
        PeerAddress own = anyPeer(random);
        Bytes payload = PeerRecord.encode(SLOT.publicKey(), own);
        String which = "seed " + seed + ", round " + round;
        assertTrue(payload.size() <= DnsPacket.STORABLE_SIZE, which);
        SlotContent content = PeerRecord.decode(SignedPacket.sign(SLOT, Timestamp.ZERO, payload));
        PeerAddress publishable = PeerRecord.publishable(own);
        if (content instanceof SlotContent.Malformed) {
          assertTrue(publishable.addresses().stream().noneMatch(this::isDialable), which);
        } else {
          assertEquals(new SlotContent.Peer(publishable, List.of()), content, which);
        }
      }
    }
  }

  private boolean isDialable(TransportAddress address) {
    return !(address instanceof TransportAddress.Ip ip)
        || ip.port() != 0 && IpScope.of(ip.address()).isUnicast();
  }

  private static void read(Bytes payload, long seed, int round) {
    SignedPacket packet = SignedPacket.sign(SLOT, Timestamp.ZERO, payload);
    try {
      SlotContent content = PeerRecord.decode(packet);
      if (content instanceof SlotContent.Peer peer) {
        PeerAddress again = PeerRecord.publishable(peer.address());
        SignedPacket rewritten =
            SignedPacket.sign(
                SLOT, Timestamp.ZERO, PeerRecord.encode(SLOT.publicKey(), peer.address()));
        SlotContent reread = PeerRecord.decode(rewritten);
        assertEquals(again, assertInstanceOf(SlotContent.Peer.class, reread).address());
      }
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ", round " + round + ": " + payload, e);
    }
  }

  private static PeerAddress anyPeer(Random random) {
    List<TransportAddress> addresses = new ArrayList<>();
    for (int i = random.nextInt(random.nextBoolean() ? 6 : 60); i > 0; i--) {
      addresses.add(anyAddress(random));
    }
    return PeerAddress.of(KeyPair.generate(random).peerId(), addresses);
  }

  private static TransportAddress anyAddress(Random random) {
    int port = random.nextInt(0x10000);
    switch (random.nextInt(5)) {
      case 0:
        return new TransportAddress.Custom(random.nextLong(), Bytes.of(new byte[3]));
      case 1:
        String path = random.nextInt(4) == 0 ? "?x=" : "x".repeat(random.nextInt(300));
        return new TransportAddress.Relay("https://r" + random.nextInt(9) + ".example/" + path);
      case 2:
        return TransportAddress.parseIp(
            random.nextInt(256) + "." + random.nextInt(256) + ".0.1:" + port);
      case 3:
        return TransportAddress.parseIp(
            "[fe80::" + random.nextInt(9) + "%" + random.nextInt(3) + "]:" + port);
      default:
        return TransportAddress.parseIp(
            "["
                + (random.nextBoolean() ? "::ffff:" : "2001:db8::")
                + Integer.toHexString(random.nextInt(0x10000))
                + ":"
                + Integer.toHexString(random.nextInt(0x10000))
                + "]:"
                + port);
    }
  }
}
