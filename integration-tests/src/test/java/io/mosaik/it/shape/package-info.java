/** The built jars themselves: their descriptors, their contents, and what depends on what. */
package io.mosaik.it.shape;
