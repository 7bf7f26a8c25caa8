package io.mosaik.bootstrap.scan;

import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.bootstrap.address.AddressLimits;
import io.mosaik.bootstrap.model.BootstrapSettings;
import io.mosaik.bootstrap.model.Chain;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * What a core is told once.
 *
 * <p>Immutable.
 *
 * @param chain the slots to look at
 * @param self who we are
 * @param settings the numbers of the mechanism
 * @param limits what strangers' addresses may make us do
 * @param reaches the kinds of addresses that our pingers speak; empty if there is none
 * @param pinging whether pings are wanted at all; if so, lacking a pinger is worth a warning
 * @param readOnly whether nothing is ever written
 */
public record CoreConfig(
    Chain chain,
    PeerId self,
    BootstrapSettings settings,
    AddressLimits limits,
    Set<TransportAddress.Kind> reaches,
    boolean pinging,
    boolean readOnly) {

  /** How much longer than its limit an operation may take before it counts as lost; ours. */
  static final Duration GRACE = Duration.ofSeconds(1);

  /** Copies the set and checks that nothing is missing. */
  public CoreConfig {
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(self, "self");
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(limits, "limits");
    reaches = Set.copyOf(reaches);
  }

  /**
   * How long to wait for the end of a lookup or a write. A client that hangs is given up before, so
   * that the answers of the others still count.
   */
  Duration patience() {
    return settings.polling().lookupTimeout().plus(GRACE);
  }
}
