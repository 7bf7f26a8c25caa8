/**
 * The mechanism itself: what a slot holds, whom to ask, which verdict follows, when to write and
 * when to look again. Pure state fed with what happened and the time, closed to other modules; it
 * opens no socket, reads no clock and owns no thread: reach it through {@link
 * io.mosaik.bootstrap.DhtBootstrap}.
 */
package io.mosaik.bootstrap.scan;
