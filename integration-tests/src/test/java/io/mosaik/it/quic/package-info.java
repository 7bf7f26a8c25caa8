/** Our QUIC with that of iroh, and our ping with mosaik's Rust nodes. */
package io.mosaik.it.quic;
