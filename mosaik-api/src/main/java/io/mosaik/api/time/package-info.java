/**
 * Time and chance: the only code of mosaik that reads a clock or gathers entropy. Everything else
 * is handed an {@link io.mosaik.api.time.Ambient} or a {@link io.mosaik.api.time.Deadline}, so that
 * a test can replay it.
 */
package io.mosaik.api.time;
