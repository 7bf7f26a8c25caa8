/** The mechanism: names become keys, keys become records, records become live peers. */
package io.mosaik.bootstrap;
