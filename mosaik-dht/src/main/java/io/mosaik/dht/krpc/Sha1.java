package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.NodeId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-1, by which BEP 44 turns values and keys into points of the id space. */
final class Sha1 {

  private Sha1() {}

  static NodeId of(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(bytes.asByteBuffer());
      return new NodeId(Bytes.of(digest.digest()));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java runtime has SHA-1", missing);
    }
  }
}
