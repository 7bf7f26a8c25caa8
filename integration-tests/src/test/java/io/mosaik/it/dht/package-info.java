/** Our DHT node among those of other people, in both roles. */
package io.mosaik.it.dht;
