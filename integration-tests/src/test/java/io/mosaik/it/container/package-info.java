/**
 * One network of strangers, in containers: nodes of ours and of Rust's mosaik, unmodified, on a
 * private DHT, and what becomes of it when it is hurt.
 */
package io.mosaik.it.container;
