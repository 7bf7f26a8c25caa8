package io.mosaik.api.spi;

/** Makes instances of {@link PeerPinger}. */
public interface PeerPingerProvider extends Provider<PeerPinger> {}
