/**
 * Who may ask how much: what strangers cost is measured by where they send from, and those who send
 * rubbish are not listened to for a while. Time is passed in. Closed to other modules: keep
 * sockets, clocks and messages out.
 */
package io.mosaik.dht.guard;
