/** Monitoring of running nodes: what is exported, and what the documents say of it. */
package io.mosaik.it.monitor;
