package io.mosaik.bootstrap;

import io.mosaik.bootstrap.address.AddressLimits;
import io.mosaik.bootstrap.address.AddressLimits.Budget;
import io.mosaik.bootstrap.model.AddressScopes;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How much the addresses in strangers' records may make us do. Whatever the numbers, nothing is
 * ever sent to a multicast, broadcast or unspecified address or to port 0; to a link-local address
 * only if it names a scope; to a loopback address by default only if we are on loopback ourselves
 * (see {@link AddressScopes}).
 *
 * <p>A bound that is set holds for every address. One that is left out has its default, and holds
 * for public addresses only, so that many peers on one machine or behind one router at home find
 * each other unhindered.
 *
 * <p>Immutable.
 *
 * @param addressesPerRecord how many addresses of one record are dialled, 1 to {@value #MAX}
 * @param handshakesPerIpAndMinute how many handshakes one IP address gets within a minute, 1 to
 *     {@value #MAX}; two scans' worth if left out: twice the number of slots
 * @param peersPerPrefixAndScan how many peers of one /24 (IPv4) or /64 (IPv6) are handed on in a
 *     scan, 1 to {@value #MAX}; {@value #DEFAULT_PEERS_PER_PREFIX} if left out
 * @param scopes which scopes of addresses are dialled and handed on
 */
public record AddressPolicy(
    int addressesPerRecord,
    OptionalInt handshakesPerIpAndMinute,
    OptionalInt peersPerPrefixAndScan,
    AddressScopes scopes) {

  /** How many addresses of one record are dialled by default. */
  public static final int DEFAULT_ADDRESSES_PER_RECORD = 8;

  /** How many peers of one prefix are handed on in a scan by default. */
  public static final int DEFAULT_PEERS_PER_PREFIX = 4;

  /** The largest value of each number; a bound of ours. */
  public static final int MAX = 1024;

  private static final int SCANS_PER_MINUTE = 2;

  /** Checks the ranges. */
  public AddressPolicy {
    check("addressesPerRecord", addressesPerRecord);
    handshakesPerIpAndMinute.ifPresent(value -> check("handshakesPerIpAndMinute", value));
    peersPerPrefixAndScan.ifPresent(value -> check("peersPerPrefixAndScan", value));
    Objects.requireNonNull(scopes, "scopes");
  }

  /**
   * The policy for a network of strangers.
   *
   * @return all defaults
   */
  public static AddressPolicy standard() {
    return new AddressPolicy(
        DEFAULT_ADDRESSES_PER_RECORD,
        OptionalInt.empty(),
        OptionalInt.empty(),
        AddressScopes.AUTOMATIC);
  }

  /**
   * This policy with another number of addresses that are dialled per record.
   *
   * @param value 1 to {@value #MAX}
   * @return a changed copy
   */
  public AddressPolicy withAddressesPerRecord(int value) {
    return new AddressPolicy(value, handshakesPerIpAndMinute, peersPerPrefixAndScan, scopes);
  }

  /**
   * This policy with another number of handshakes per IP address and minute, for all addresses.
   *
   * @param value 1 to {@value #MAX}
   * @return a changed copy
   */
  public AddressPolicy withHandshakesPerIpAndMinute(int value) {
    return new AddressPolicy(
        addressesPerRecord, OptionalInt.of(value), peersPerPrefixAndScan, scopes);
  }

  /**
   * This policy with another number of peers of one prefix handed on in a scan, for all addresses.
   *
   * @param value 1 to {@value #MAX}
   * @return a changed copy
   */
  public AddressPolicy withPeersPerPrefixAndScan(int value) {
    return new AddressPolicy(
        addressesPerRecord, handshakesPerIpAndMinute, OptionalInt.of(value), scopes);
  }

  /**
   * Returns this policy with other scopes of addresses.
   *
   * @param value {@link AddressScopes#ALL} for a node that is to find peers on its own host
   *     wherever it is bound, {@link AddressScopes#PUBLIC_ONLY} for one that must contact no host
   *     of its own site
   * @return a changed copy
   */
  public AddressPolicy withScopes(AddressScopes value) {
    return new AddressPolicy(
        addressesPerRecord, handshakesPerIpAndMinute, peersPerPrefixAndScan, value);
  }

  /** This policy for a chain of some depth, defaults filled in. */
  AddressLimits limits(int depth) {
    return new AddressLimits(
        addressesPerRecord,
        budget(handshakesPerIpAndMinute, SCANS_PER_MINUTE * depth),
        budget(peersPerPrefixAndScan, DEFAULT_PEERS_PER_PREFIX),
        scopes);
  }

  private static Budget budget(OptionalInt set, int otherwise) {
    return new Budget(set.orElse(otherwise), set.isPresent());
  }

  private static void check(String name, int value) {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException(name + " is 1 to " + MAX + ", not " + value);
    }
  }
}
