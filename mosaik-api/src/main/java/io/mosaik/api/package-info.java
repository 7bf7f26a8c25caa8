/**
 * The words of mosaik as immutable values: ids, keys, addresses, the signed packet and the peer
 * entry. Nothing in here does I/O, and nothing reads a clock.
 */
package io.mosaik.api;
