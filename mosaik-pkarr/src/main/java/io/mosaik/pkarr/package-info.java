/** DNS records in a pkarr signed packet. */
package io.mosaik.pkarr;
