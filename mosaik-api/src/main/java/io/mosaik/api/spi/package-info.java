/**
 * What modules plug in: a {@link io.mosaik.api.spi.DhtClient} that carries signed packets, a {@link
 * io.mosaik.api.spi.PeerPinger} that proves who is alive, and a {@link
 * io.mosaik.api.spi.DiscoverySink} that hears of peers. Each has a provider, found by {@link
 * java.util.ServiceLoader}.
 *
 * <p>All three are asynchronous, thread-safe and cancellable. One that throws or hangs is reported
 * and hurts nobody else.
 */
package io.mosaik.api.spi;
