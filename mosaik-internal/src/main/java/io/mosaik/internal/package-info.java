/**
 * Rate limiters and the classification of IP addresses, shared by the modules of mosaik. Pure
 * state: the time is passed in, as nanoseconds of a monotonic clock with an arbitrary origin.
 */
package io.mosaik.internal;
