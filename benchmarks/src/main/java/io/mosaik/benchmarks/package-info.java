/**
 * How fast the pieces are, measured with JMH, and how fast a whole lookup is. Run by {@code
 * benchmarks/run}; compiled, but not run, with the rest.
 */
package io.mosaik.benchmarks;
