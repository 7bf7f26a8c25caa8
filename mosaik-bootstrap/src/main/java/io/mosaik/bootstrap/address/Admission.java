package io.mosaik.bootstrap.address;

import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import java.util.List;
import java.util.Objects;

/**
 * Which addresses of a stranger may be dialled.
 *
 * <p>Immutable.
 *
 * @param dial the stranger with the addresses that may be dialled, possibly none
 * @param refused the others
 */
public record Admission(PeerAddress dial, List<Refusal> refused) {

  /** Copies the list. */
  public Admission {
    Objects.requireNonNull(dial, "dial");
    refused = List.copyOf(refused);
  }

  /**
   * An address that is not dialled.
   *
   * @param address which one
   * @param reason why not
   */
  public record Refusal(TransportAddress address, Reason reason) {

    /** As in {@code 224.0.0.1:80 (multicast)}. */
    @Override
    public String toString() {
      return address + " (" + reason.text + ")";
    }
  }

  /** Why an address is not dialled. */
  public enum Reason {
    /** No pinger speaks this kind of address. */
    NO_PINGER("no pinger speaks it"),
    /** Nobody listens at port 0. */
    PORT_ZERO("port 0"),
    /** The address is nobody's. */
    UNSPECIFIED("unspecified"),
    /** The address is a group's. */
    MULTICAST("multicast"),
    /** The address is everybody's on the link, or reserved. */
    BROADCAST("broadcast or reserved"),
    /** The address holds on one link only and does not say on which. */
    LINK_LOCAL_WITHOUT_SCOPE("link-local without a scope"),
    /** The address is this machine's, and we have no loopback address ourselves. */
    LOOPBACK("loopback"),
    /** The policy permits public addresses only. */
    NOT_PUBLIC("not a public address"),
    /** The record names more addresses than we dial. */
    TOO_MANY("too many in one record"),
    /** The IP address got as many handshakes within this minute as it may. */
    OVER_BUDGET("too many handshakes this minute");

    private final String text;

    Reason(String text) {
      this.text = text;
    }
  }

  /**
   * Whether something that might have answered is not dialled only because we have sent enough
   * there. That a ping fails then says nothing about the peer.
   *
   * @return true if a budget cut the list short
   */
  public boolean isOverBudget() {
    return refused.stream().anyMatch(refusal -> refusal.reason() == Reason.OVER_BUDGET);
  }
}
