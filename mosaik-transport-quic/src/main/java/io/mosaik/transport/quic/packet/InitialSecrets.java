package io.mosaik.transport.quic.packet;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.tls.CipherSuite;
import io.mosaik.transport.quic.tls.Hkdf;
import io.mosaik.transport.quic.tls.TrafficSecret;
import java.util.Arrays;

/**
 * The secrets of Initial packets, which everybody can derive who sees the first one (RFC 9001,
 * section 5.2).
 *
 * @param client protects what the client sends
 * @param server protects what the server sends
 */
public record InitialSecrets(TrafficSecret client, TrafficSecret server) {

  private static final CipherSuite SUITE = CipherSuite.TLS_AES_128_GCM_SHA256;
  private static final Bytes SALT = Bytes.fromHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");

  /** Derives both from the destination connection id of the client's first Initial packet. */
  public static InitialSecrets of(ConnectionId destination) {
    byte[] initial = Hkdf.extract(SUITE.hash(), SALT.toArray(), destination.bytes().toArray());
    InitialSecrets result =
        new InitialSecrets(derive(initial, "client in"), derive(initial, "server in"));
    Arrays.fill(initial, (byte) 0);
    return result;
  }

  private static TrafficSecret derive(byte[] initial, String label) {
    return new TrafficSecret(
        SUITE, Hkdf.expandLabel(SUITE.hash(), initial, label, SUITE.hash().size()));
  }
}
