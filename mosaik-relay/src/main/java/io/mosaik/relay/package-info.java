/**
 * A pkarr relay (pkarr, "relays"): the packets of any {@code DhtClient}, read and written over HTTP
 * by whoever UDP does not reach.
 */
package io.mosaik.relay;
