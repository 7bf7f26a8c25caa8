package io.mosaik.bootstrap.guest;

import io.mosaik.api.MosaikException;

/**
 * A call into somebody else's code ended with a fault, which has been reported. Never leaves this
 * module.
 */
public final class GuestException extends MosaikException {

  private static final long serialVersionUID = 1L;

  GuestException(Fault fault) {
    super(fault.toString());
  }
}
