package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The secrets of one handshake, one derived from the other (RFC 8446, section 7.1), without
 * pre-shared keys. Each is wiped as soon as nothing more is derived from it. Confined to the thread
 * of its handshake.
 */
final class KeySchedule {

  private final CipherSuite suite;
  private final HashAlgorithm hash;
  private final Bytes emptyHash;
  private final Map<Side, byte[]> handshakeTraffic = new EnumMap<>(Side.class);
  private final Map<Side, byte[]> applicationTraffic = new EnumMap<>(Side.class);
  private byte[] handshakeSecret = new byte[0];
  private byte[] exporterSecret = new byte[0];

  KeySchedule(CipherSuite suite) {
    this.suite = suite;
    this.hash = suite.hash();
    this.emptyHash = Bytes.of(hash.newDigest().digest());
  }

  /** Mixes in what the key exchange gave; the transcript ends with ServerHello. */
  void enterHandshake(byte[] sharedSecret, Bytes transcriptHash) {
    byte[] zeros = new byte[hash.size()];
    byte[] earlySecret = Hkdf.extract(hash, zeros, zeros);
    byte[] salt = derive(earlySecret, "derived", emptyHash);
    handshakeSecret = Hkdf.extract(hash, salt, sharedSecret);
    HmacKey key = new HmacKey(hash, handshakeSecret);
    handshakeTraffic.put(Side.CLIENT, derive(key, "c hs traffic", transcriptHash));
    handshakeTraffic.put(Side.SERVER, derive(key, "s hs traffic", transcriptHash));
    key.destroy();
    wipe(salt);
  }

  /** Goes on to the master secret; the transcript ends with the server's Finished. */
  void enterApplication(Bytes transcriptHash) {
    byte[] salt = derive(handshakeSecret, "derived", emptyHash);
    byte[] masterSecret = Hkdf.extract(hash, salt, new byte[hash.size()]);
    HmacKey key = new HmacKey(hash, masterSecret);
    applicationTraffic.put(Side.CLIENT, derive(key, "c ap traffic", transcriptHash));
    applicationTraffic.put(Side.SERVER, derive(key, "s ap traffic", transcriptHash));
    exporterSecret = derive(key, "exp master", transcriptHash);
    key.destroy();
    wipe(salt);
    wipe(masterSecret);
    wipe(handshakeSecret);
  }

  TrafficSecret handshakeSecret(Side sender) {
    return new TrafficSecret(suite, handshakeTraffic.get(sender));
  }

  TrafficSecret applicationSecret(Side sender) {
    return new TrafficSecret(suite, applicationTraffic.get(sender));
  }

  /** The content of the Finished message of {@code sender} (RFC 8446, section 4.4.4). */
  Bytes verifyData(Side sender, Bytes transcriptHash) {
    byte[] key = Hkdf.expandLabel(hash, handshakeTraffic.get(sender), "finished", hash.size());
    Bytes verifyData = Bytes.of(Hkdf.hmac(hash, key, transcriptHash));
    wipe(key);
    return verifyData;
  }

  /** See {@link TlsHandshake#exportKeyingMaterial}. */
  byte[] export(String label, Bytes context, int length) {
    byte[] secret = derive(exporterSecret, label, emptyHash);
    var digest = hash.newDigest();
    digest.update(context.asByteBuffer());
    byte[] material = Hkdf.expandLabel(hash, secret, "exporter", Bytes.of(digest.digest()), length);
    wipe(secret);
    return material;
  }

  void logHandshake(KeyLog log, Bytes clientRandom) {
    log(log, "CLIENT_HANDSHAKE_TRAFFIC_SECRET", clientRandom, handshakeTraffic.get(Side.CLIENT));
    log(log, "SERVER_HANDSHAKE_TRAFFIC_SECRET", clientRandom, handshakeTraffic.get(Side.SERVER));
  }

  void logApplication(KeyLog log, Bytes clientRandom) {
    log(log, "CLIENT_TRAFFIC_SECRET_0", clientRandom, applicationTraffic.get(Side.CLIENT));
    log(log, "SERVER_TRAFFIC_SECRET_0", clientRandom, applicationTraffic.get(Side.SERVER));
    log(log, "EXPORTER_SECRET", clientRandom, exporterSecret);
  }

  /** The handshake is complete: only the exporter is needed from now on. */
  void retainExporterOnly() {
    wipe(handshakeSecret);
    handshakeTraffic.values().forEach(KeySchedule::wipe);
    applicationTraffic.values().forEach(KeySchedule::wipe);
  }

  void destroy() {
    retainExporterOnly();
    wipe(exporterSecret);
  }

  private byte[] derive(byte[] secret, String label, Bytes transcriptHash) {
    return Hkdf.expandLabel(hash, secret, label, transcriptHash, hash.size());
  }

  private byte[] derive(HmacKey secret, String label, Bytes transcriptHash) {
    return Hkdf.expandLabel(secret, label, transcriptHash, hash.size());
  }

  private static void log(KeyLog log, String label, Bytes clientRandom, byte[] secret) {
    if (log != KeyLog.OFF) { // else the secret would be turned into text for nobody
      log.write(label + " " + clientRandom.toHex() + " " + Bytes.of(secret).toHex());
    }
  }

  private static void wipe(byte[] secret) {
    Arrays.fill(secret, (byte) 0);
  }
}
