/** What a relay costs: ours beside the Rust relays, over the same private DHT. */
package io.mosaik.benchmarks.relay;
