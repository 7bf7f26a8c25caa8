/**
 * Manners towards code that others wrote: it is called where it cannot hold anybody up, for a
 * limited time, and what it does wrong is reported once and hurts nobody else. Closed to other
 * modules; knows nothing of DHT clients, pingers or sinks.
 */
package io.mosaik.bootstrap.guest;
