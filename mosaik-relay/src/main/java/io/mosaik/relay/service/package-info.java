/**
 * What a relay answers to which request, from a bounded cache and a {@code DhtClient}, to whom and
 * how often. Knows no HTTP library; closed to other modules: reach it through {@link
 * io.mosaik.relay.PkarrRelay}.
 */
package io.mosaik.relay.service;
