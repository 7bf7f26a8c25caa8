/**
 * Monitoring of running mosaik objects: a registry in which sources of metrics and readiness checks
 * register themselves, and an HTTP port that serves what is registered.
 */
package io.mosaik.monitor;
