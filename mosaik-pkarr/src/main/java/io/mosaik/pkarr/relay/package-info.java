/**
 * A client of pkarr relays without its sockets: which requests to send and when, and what the
 * replies mean. Pure state, closed to other modules: reach it through {@link
 * io.mosaik.pkarr.PkarrRelayClient}, and keep sockets, clocks and executors out.
 */
package io.mosaik.pkarr.relay;
