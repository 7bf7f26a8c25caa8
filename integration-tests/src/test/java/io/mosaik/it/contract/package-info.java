/** Our own implementations of the SPIs, held to the contracts that strangers' are held to. */
package io.mosaik.it.contract;
