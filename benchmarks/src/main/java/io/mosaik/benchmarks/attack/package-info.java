/** Attacks on networks of DHT nodes, simulated on virtual time from a seed. */
package io.mosaik.benchmarks.attack;
