/**
 * Which addresses are believed: strangers' before we send anything there, our own before we tell
 * anybody. Pure state fed with {@code now}, closed to other modules; opens no socket and resolves
 * no name.
 */
package io.mosaik.bootstrap.address;
