/** Packets over HTTP: our client and our relay among those of other people, and without UDP. */
package io.mosaik.it.relay;
