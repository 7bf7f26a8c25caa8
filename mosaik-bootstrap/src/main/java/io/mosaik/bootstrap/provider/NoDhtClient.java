package io.mosaik.bootstrap.provider;

import io.mosaik.api.spi.DhtClient;
import java.util.TreeMap;

/** What to tell a user whose node cannot read slots. Stateless. */
public final class NoDhtClient {

  private NoDhtClient() {}

  /**
   * Explains why there is no DHT client, and how to get one.
   *
   * @param loaded what was found instead
   * @return some sentences
   */
  public static String explain(Loaded<DhtClient> loaded) {
    StringBuilder text = new StringBuilder("no DhtClient: slots can neither be read nor written.");
    new TreeMap<>(loaded.notConfigured())
        .forEach(
            (id, origin) ->
                text.append(" Installed but not configured: ")
                    .append(id)
                    .append(" (")
                    .append(origin)
                    .append("); give it options under '")
                    .append(id)
                    .append("'."));
    loaded.failures().forEach(failure -> text.append(" Not usable: ").append(failure).append('.'));
    return text.append(
            " Add io.mosaik:mosaik-dht (the Mainline DHT) or io.mosaik:mosaik-pkarr (pkarr relays,"
                + " once some are configured) to the module path or class path, or give the"
                + " builder an instance")
        .append('.')
        .toString();
  }
}
