/**
 * Metrics and readiness of running objects, described without any monitoring library: a monitor
 * reads them, whatever it exports them to.
 */
package io.mosaik.api.metrics;
