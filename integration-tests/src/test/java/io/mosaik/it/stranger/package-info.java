/**
 * Programs of other people that our code meets here: what they are, where they are, who is absent.
 */
package io.mosaik.it.stranger;
