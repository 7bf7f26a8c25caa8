/** The relay's HTTP server on Netty: reads whole requests within bounds, writes answers. */
package io.mosaik.relay.http;
