package com.example.foreign;

import io.mosaik.api.Bytes;
import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.Signature;
import io.mosaik.api.SignedPeerEntry;
import io.mosaik.api.spi.NodeContext;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How two nodes get to know each other over a connection; both do the same. Each sends 32 random
 * bytes, then its signed entry and its signature over the other's random bytes: an entry can be
 * copied, that signature cannot. Nothing is encrypted, so whoever sits between the two can read
 * along and pass everything on.
 *
 * @param entry what the other says about itself, proven to come from it
 * @param roundTrip how long its first answer took
 */
record Introduction(SignedPeerEntry entry, Duration roundTrip) {

  private static final int CHALLENGE_SIZE = 32;

  /** So that what is signed here can never mean anything elsewhere. */
  private static final Bytes PURPOSE =
      Bytes.of("com.example.foreign ping".getBytes(StandardCharsets.US_ASCII));

  static Introduction over(Socket connection, NodeContext self) throws IOException {
    var in = new DataInputStream(connection.getInputStream());
    var out = new DataOutputStream(connection.getOutputStream());

    byte[] challenge = new byte[CHALLENGE_SIZE];
    self.ambient().random().nextBytes(challenge);
    var asked = self.ambient().monotonic().now();
    out.write(challenge);
    Bytes theirChallenge = read(in, CHALLENGE_SIZE);
    Duration roundTrip = asked.until(self.ambient().monotonic().now());

    Bytes ourEntry = self.currentEntry(self.configuredDialect()).encode();
    out.writeInt(ourEntry.size());
    out.write(ourEntry.toArray());
    out.write(self.identity().sign(PURPOSE.concat(theirChallenge)).bytes().toArray());

    int size = in.readInt();
    if (size < 0 || size > SignedPeerEntry.MAX_SIZE) {
      throw malformed("an entry of " + size + " bytes");
    }
    SignedPeerEntry entry = SignedPeerEntry.decode(read(in, size));
    Signature proof = new Signature(read(in, Signature.SIZE));
    if (!entry.entry().id().key().verifyStrict(PURPOSE.concat(Bytes.of(challenge)), proof)) {
      throw malformed("an entry of somebody else");
    }
    return new Introduction(entry, roundTrip);
  }

  private static Bytes read(DataInputStream in, int size) throws IOException {
    byte[] bytes = new byte[size];
    in.readFully(bytes);
    return Bytes.of(bytes);
  }

  private static InvalidPacketException malformed(String what) {
    return new InvalidPacketException(InvalidPacketException.Reason.MALFORMED, what);
  }
}
