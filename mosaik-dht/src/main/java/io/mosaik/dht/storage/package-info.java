/**
 * What a node keeps for others: BEP 44 items and BEP 5 peers, and the tokens without which nobody
 * stores anything. Every store has a bound and forgets by age; time is passed in. Closed to other
 * modules: keep sockets, clocks and lookups out.
 */
package io.mosaik.dht.storage;
