package io.mosaik.relay.service;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.util.List;
import java.util.Locale;

/** Packets of a few keys. */
public final class Packets {

  private Packets() {}

  /** A packet with one TXT record. */
  public static SignedPacket packet(int key, long micros, long ttlSeconds) {
    KeyPair keys = keys(key);
    List<ResourceRecord> records = List.of(ResourceRecord.txt("_x", ttlSeconds, "at " + micros));
    return SignedPacket.sign(
        keys, new Timestamp(micros), DnsPacket.encode(keys.publicKey(), records));
  }

  /** A packet whose payload is no DNS packet. */
  public static SignedPacket junk(int key, long micros) {
    return SignedPacket.sign(keys(key), new Timestamp(micros), Bytes.fromHex("ff"));
  }

  /** A key pair of which there are as many as bytes. */
  public static KeyPair keys(int number) {
    return KeyPair.ofSeed(Bytes.fromHex(String.format(Locale.ROOT, "%02x", number).repeat(32)));
  }
}
