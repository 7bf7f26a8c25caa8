/** Mainline DHT node (BEP 5, 42, 43, 44), offered to the rest of mosaik as a {@code DhtClient}. */
package io.mosaik.dht;
