/**
 * The mechanism: names become keys, keys become records, records become live peers. Start with
 * {@code DhtBootstrap}.
 */
package io.mosaik.bootstrap;
