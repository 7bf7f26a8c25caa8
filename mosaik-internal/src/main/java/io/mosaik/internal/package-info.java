/**
 * Rate limiters, the classification of IP addresses, checks of library versions and the dates of
 * HTTP, shared by the modules of mosaik. The limiters are pure state: the time is passed in, as
 * nanoseconds of a monotonic clock with an arbitrary origin.
 */
package io.mosaik.internal;
