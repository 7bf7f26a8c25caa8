package io.mosaik.benchmarks;

import io.mosaik.dht.DhtStatistics;
import java.time.Duration;

/**
 * One client's reading of all slots.
 *
 * @param taken from before it had a socket to the last resolution
 * @param processor what this JVM, hence client and nodes together, computed meanwhile
 * @param found how many resolutions brought the record that was published
 * @param conclusive how many resolutions were conclusive
 * @param statistics what the client had done by then
 */
record Run(
    Duration taken, Duration processor, int found, int conclusive, DhtStatistics statistics) {}
