/** Turns what happened into text for people or JSON for programs. Decides nothing. */
package io.mosaik.cli.render;
