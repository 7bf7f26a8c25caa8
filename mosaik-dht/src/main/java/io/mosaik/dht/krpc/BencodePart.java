package io.mosaik.dht.krpc;

/** What can stand under a key of a dictionary that is to be written. */
interface BencodePart {

  /** How many bytes it has when it is bencoded. */
  int encodedSize();

  /** Writes it, bencoded, from an index on, and returns the index after its last byte. */
  int writeTo(byte[] target, int from);
}
