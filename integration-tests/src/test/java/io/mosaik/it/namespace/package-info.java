/**
 * Hosts with addresses of their own on one machine, for programs of other people that only work
 * where names and addresses are as on the internet.
 */
package io.mosaik.it.namespace;
