/**
 * One node at work: the scheduler thread that the core runs on, and everything that touches the
 * world on its behalf. Decides nothing. Closed to other modules: reach it through {@link
 * io.mosaik.bootstrap.DhtBootstrap}.
 */
package io.mosaik.bootstrap.node;
