package io.mosaik.api.spi;

/** Makes instances of {@link DiscoverySink}. */
public interface DiscoverySinkProvider extends Provider<DiscoverySink> {}
