/** What a ping costs, beside others that speak QUIC. */
package io.mosaik.benchmarks.ping;
