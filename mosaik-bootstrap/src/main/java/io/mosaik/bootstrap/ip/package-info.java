/**
 * What an IP address tells by itself: how far it reaches, and who shares its prefix. Pure
 * functions, closed to other modules.
 */
package io.mosaik.bootstrap.ip;
