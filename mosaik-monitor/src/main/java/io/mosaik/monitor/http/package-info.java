/** HTTP server for monitoring: GET and HEAD, one request a connection, everything bounded. */
package io.mosaik.monitor.http;
