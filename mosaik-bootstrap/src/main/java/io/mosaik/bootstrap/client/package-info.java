/**
 * Several DHT clients, pingers and sinks, each handled as one: asked together, called on threads of
 * their own, believed only as far as their answers can be true. Closed to other modules; knows
 * nothing of slots, verdicts and records.
 */
package io.mosaik.bootstrap.client;
