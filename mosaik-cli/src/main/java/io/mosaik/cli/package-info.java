/** Entry point, exit codes and how failures are shown. Commands are in {@code command}. */
package io.mosaik.cli;
