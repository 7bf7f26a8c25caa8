package io.mosaik.transport.quic.tls;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A client and a server joined in memory, with a hand on every message between them. Confined to
 * its test.
 */
final class HandshakePair {

  static final Bytes PING = ascii("/mosaik/discovery/ping/1.0");
  static final KeyPair CLIENT_KEY = KeyPair.ofSeed(Bytes.of(filled(1)));
  static final KeyPair SERVER_KEY = KeyPair.ofSeed(Bytes.of(filled(2)));
  static final KeyPair OTHER_KEY = KeyPair.ofSeed(Bytes.of(filled(3)));
  static final Bytes CLIENT_PARAMETERS = Bytes.fromHex("0f0101");
  static final Bytes SERVER_PARAMETERS = Bytes.fromHex("0f0102");
  static final TlsConfig CLIENT_CONFIG = TlsConfig.of(CLIENT_KEY, List.of(PING));
  static final TlsConfig SERVER_CONFIG = TlsConfig.of(SERVER_KEY, List.of(PING));

  /** Replaces a message on its way by none, one or more. */
  @FunctionalInterface
  interface Tamper {
    Tamper NONE = (sender, message) -> List.of(message);

    List<HandshakeMessage> replace(Side sender, HandshakeMessage message);
  }

  /** One end, and all that it said. */
  static final class End implements TlsEvent.Handler {

    final TlsHandshake handshake;
    final Map<String, TrafficSecret> keys = new java.util.TreeMap<>();
    final List<String> log = new ArrayList<>();
    final Deque<TlsEvent.Transmit> outbox = new ArrayDeque<>();
    Optional<Bytes> peerParameters = Optional.empty();
    Optional<TlsFailure> failure = Optional.empty();
    boolean complete;

    End(TlsHandshake handshake) {
      this.handshake = handshake;
    }

    void drain() {
      Optional<TlsEvent> event;
      while ((event = handshake.poll()).isPresent()) {
        event.get().deliverTo(this);
      }
    }

    @Override
    public void onTransmit(EncryptionLevel level, Bytes bytes) {
      log.add("transmit " + level);
      outbox.add(new TlsEvent.Transmit(level, bytes));
    }

    @Override
    public void onKeysReady(
        EncryptionLevel level, TlsEvent.Direction direction, TrafficSecret secret) {
      log.add("keys " + level + " " + direction);
      keys.put(level + " " + direction, secret);
    }

    @Override
    public void onPeerTransportParameters(Bytes parameters) {
      log.add("parameters");
      peerParameters = Optional.of(parameters);
    }

    @Override
    public void onComplete() {
      log.add("complete");
      complete = true;
    }

    @Override
    public void onFailed(TlsFailure reason) {
      log.add("failed");
      failure = Optional.of(reason);
    }
  }

  final End client;
  final End server;
  private final Tamper tamper;
  private final Map<Side, Integer> sent = new EnumMap<>(Side.class);

  HandshakePair(TlsConfig clientConfig, TlsConfig serverConfig, Tamper tamper) {
    this(clientConfig, serverConfig, SERVER_KEY.publicKey(), tamper);
  }

  HandshakePair(TlsConfig clientConfig, TlsConfig serverConfig, PublicKey dialled, Tamper tamper) {
    this(
        TlsHandshake.client(clientConfig, dialled, CLIENT_PARAMETERS, new Random(1)),
        TlsHandshake.server(serverConfig, SERVER_PARAMETERS, new Random(2)),
        tamper);
  }

  HandshakePair(TlsHandshake client, TlsHandshake server, Tamper tamper) {
    this.client = new End(client);
    this.server = new End(server);
    this.tamper = tamper;
  }

  /** A pair that agreed without interference, ready to be looked at. */
  static HandshakePair completed(TlsConfig clientConfig, TlsConfig serverConfig) {
    return new HandshakePair(clientConfig, serverConfig, Tamper.NONE).run();
  }

  /** Carries messages back and forth until nobody has anything to say. */
  HandshakePair run() {
    client.drain();
    server.drain();
    while (!client.outbox.isEmpty() || !server.outbox.isEmpty()) {
      carry(Side.CLIENT, client, server);
      carry(Side.SERVER, server, client);
    }
    return this;
  }

  int sentBy(Side side) {
    return sent.getOrDefault(side, 0);
  }

  private void carry(Side sender, End from, End to) {
    while (!from.outbox.isEmpty()) {
      TlsEvent.Transmit flight = from.outbox.remove();
      for (HandshakeMessage message : split(flight.bytes())) {
        sent.merge(sender, 1, Integer::sum);
        for (HandshakeMessage replacement : tamper.replace(sender, message)) {
          to.handshake.receive(flight.level(), replacement.encoded());
          to.drain();
        }
      }
    }
  }

  static List<HandshakeMessage> split(Bytes flight) {
    List<HandshakeMessage> messages = new ArrayList<>();
    for (int at = 0; at < flight.size(); ) {
      int size =
          HandshakeMessage.HEADER_SIZE
              + ((flight.at(at + 1) & 0xff) << 16
                  | (flight.at(at + 2) & 0xff) << 8
                  | flight.at(at + 3) & 0xff);
      messages.add(new HandshakeMessage(flight.slice(at, at + size)));
      at += size;
    }
    return messages;
  }

  static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] filled(int value) {
    byte[] seed = new byte[KeyPair.SEED_SIZE];
    java.util.Arrays.fill(seed, (byte) value);
    return seed;
  }
}
