/** Hostile HTTP framing: what a seeded generator sends, against a strict model of RFC 9112. */
package io.mosaik.relay.framing;
