package io.mosaik.api.spi;

/** Makes instances of {@link DhtClient}. */
public interface DhtClientProvider extends Provider<DhtClient> {}
