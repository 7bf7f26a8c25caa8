package com.example.foreign;

import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import java.util.concurrent.ConcurrentHashMap;

/** Whatever it is asked for, it answers with the same packet. */
final class LyingMap extends ConcurrentHashMap<PublicKey, SignedPacket> {

  private static final long serialVersionUID = 1L;

  private final transient SignedPacket lie;

  LyingMap(SignedPacket lie) {
    this.lie = lie;
  }

  @Override
  public SignedPacket get(Object key) {
    return lie;
  }
}
