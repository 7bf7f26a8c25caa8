/**
 * What a slot holds: our peer address as DNS records on the way out, whatever somebody stored on
 * the way in. Pure functions, closed to other modules; only this package knows that a record is
 * DNS.
 */
package io.mosaik.bootstrap.record;
