package io.mosaik.dht.krpc;

import java.util.Arrays;
import java.util.Optional;

/** Why a node refuses (BEP 5, "Errors"; BEP 44, "Errors"). */
public enum ErrorCode {
  /** Anything else. */
  GENERIC(201, "generic error"),
  /** The refusing node has a problem of its own. */
  SERVER(202, "server error"),
  /** A bad token, a target that does not fit, arguments that make no sense. */
  PROTOCOL(203, "protocol error"),
  /** A query of a kind that the node does not know. */
  METHOD_UNKNOWN(204, "method unknown"),
  /** {@code v} has more than 1000 bytes. */
  VALUE_TOO_BIG(205, "message (v field) too big"),
  /** The signature does not hold. */
  INVALID_SIGNATURE(206, "invalid signature"),
  /** {@code salt} has more than 64 bytes. */
  SALT_TOO_BIG(207, "salt (salt field) too big"),
  /** The stored item has another sequence number than {@code cas}. */
  CAS_MISMATCH(301, "the CAS hash mismatched, re-read value and try again"),
  /** The stored item has a greater sequence number. */
  SEQUENCE_TOO_LOW(302, "sequence number less than current");

  private final int code;
  private final String message;

  ErrorCode(int code, String message) {
    this.code = code;
    this.message = message;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The reason in words. */
  public String message() {
    return message;
  }

  /** The constant for a number on the wire, if we know it. */
  public static Optional<ErrorCode> of(int code) {
    return Arrays.stream(values()).filter(known -> known.code == code).findFirst();
  }
}
