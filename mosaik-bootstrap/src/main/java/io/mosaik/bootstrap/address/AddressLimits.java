package io.mosaik.bootstrap.address;

import io.mosaik.bootstrap.model.AddressScopes;
import io.mosaik.internal.IpScope;
import java.util.Objects;

/**
 * How much the addresses in a stranger's record may make us do.
 *
 * <p>Immutable.
 *
 * @param addressesPerRecord how many addresses of one record are dialled
 * @param handshakesPerIp how many handshakes one IP address gets within a minute
 * @param peersPerPrefix how many peers of one /24 (IPv4) or /64 (IPv6) are handed on in a scan
 * @param scopes which scopes of addresses are dialled
 */
public record AddressLimits(
    int addressesPerRecord, Budget handshakesPerIp, Budget peersPerPrefix, AddressScopes scopes) {

  /** Checks that something is allowed. */
  public AddressLimits {
    Objects.requireNonNull(handshakesPerIp, "handshakesPerIp");
    Objects.requireNonNull(peersPerPrefix, "peersPerPrefix");
    Objects.requireNonNull(scopes, "scopes");
    if (addressesPerRecord < 1) {
      throw new IllegalArgumentException(
          "at least one address a record, not " + addressesPerRecord);
    }
  }

  /**
   * Makes limits with the scopes that are dialled by default.
   *
   * @param addressesPerRecord how many addresses of one record are dialled
   * @param handshakesPerIp how many handshakes one IP address gets within a minute
   * @param peersPerPrefix how many peers of one prefix are handed on in a scan
   */
  public AddressLimits(int addressesPerRecord, Budget handshakesPerIp, Budget peersPerPrefix) {
    this(addressesPerRecord, handshakesPerIp, peersPerPrefix, AddressScopes.AUTOMATIC);
  }

  /**
   * A bound, and for whom it holds.
   *
   * @param most the bound, at least 1
   * @param everywhere whether it holds for private and loopback addresses as well as for public
   *     ones
   */
  public record Budget(int most, boolean everywhere) {

    /** Checks the bound. */
    public Budget {
      if (most < 1) {
        throw new IllegalArgumentException("a budget is at least 1, not " + most);
      }
    }

    boolean covers(IpScope scope) {
      return everywhere || scope == IpScope.PUBLIC;
    }
  }
}
