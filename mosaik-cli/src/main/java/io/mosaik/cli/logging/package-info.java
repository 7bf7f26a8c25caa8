/** Logging backend of the command line: one line of text on standard error for each event. */
package io.mosaik.cli.logging;
