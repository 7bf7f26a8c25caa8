/**
 * Binder for Micrometer. The only package that needs Micrometer, which the application brings along
 * (artifact {@code io.micrometer:micrometer-core}); on the module path that is the automatic module
 * {@code micrometer.core}.
 */
package io.mosaik.monitor.micrometer;
