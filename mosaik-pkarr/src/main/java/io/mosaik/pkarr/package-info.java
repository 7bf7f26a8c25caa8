/**
 * DNS records in the payload of a pkarr signed packet: reading, writing, and the text that people
 * see. Pure values and functions; whoever fetches, signs or stores packets lives elsewhere.
 */
package io.mosaik.pkarr;
