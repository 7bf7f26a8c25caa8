/**
 * The primitives of postcard, the binary format of peer entries, over plain byte arrays. Closed to
 * other modules: reach it through {@link io.mosaik.api.SignedPeerEntry}.
 */
package io.mosaik.api.codec;
