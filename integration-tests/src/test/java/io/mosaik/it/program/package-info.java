/** Programs that tests start, and what they print. */
package io.mosaik.it.program;
