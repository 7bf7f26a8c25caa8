package io.mosaik.pkarr.relay;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import java.util.Locale;

/** Packets of a few keys that these tests read and write. */
public final class Packets {

  private Packets() {}

  /** A key pair of which there are as many as bytes. */
  public static KeyPair keys(int number) {
    return KeyPair.ofSeed(Bytes.fromHex(String.format(Locale.ROOT, "%02x", number).repeat(32)));
  }

  /** The public half. */
  public static PublicKey key(int number) {
    return keys(number).publicKey();
  }

  /** A packet without records, signed at so many microseconds. */
  public static SignedPacket packet(int number, long micros) {
    Bytes empty = Bytes.fromHex("000080000000000000000000");
    return SignedPacket.sign(keys(number), new Timestamp(micros), empty);
  }
}
