/**
 * The client of pkarr relays on the JDK's HTTP client: sends what the core wants sent, within
 * bounds, and hands it what came back.
 */
package io.mosaik.pkarr.relay.http;
