/** One class per command, and the groups of options that they share. */
package io.mosaik.cli.command;
