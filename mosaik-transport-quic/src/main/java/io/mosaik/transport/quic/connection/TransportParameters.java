package io.mosaik.transport.quic.connection;

import io.mosaik.api.Bytes;
import io.mosaik.transport.quic.frame.TransportError;
import io.mosaik.transport.quic.frame.TransportException;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.packet.MalformedException;
import io.mosaik.transport.quic.packet.StatelessReset;
import io.mosaik.transport.quic.packet.WireReader;
import io.mosaik.transport.quic.packet.WireWriter;
import io.mosaik.transport.quic.stream.PeerStreamLimits;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Transport parameters (RFC 9000, section 18), known and unknown, by id. What {@link #decode}
 * returns satisfies the rules of section 18.2.
 *
 * <p>Immutable.
 *
 * @param values the content of each parameter
 */
public record TransportParameters(Map<Long, Bytes> values) {

  private static final int MAX_SIZE = 65_535;
  private static final long MAX_STREAMS = 1L << 60;

  /** Copies the values. */
  public TransportParameters {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Nothing but defaults. */
  public static TransportParameters none() {
    return new TransportParameters(Map.of());
  }

  /** The same with one parameter more, or replaced. */
  public TransportParameters with(long id, Bytes content) {
    Map<Long, Bytes> changed = new TreeMap<>(values);
    changed.put(id, content);
    return new TransportParameters(changed);
  }

  /** The same with one numeric parameter more, or replaced. */
  public TransportParameters with(long id, long number) {
    byte[] content = new byte[WireWriter.varIntSize(number)];
    new WireWriter(content, 0, content.length).writeVarInt(number);
    return with(id, Bytes.of(content));
  }

  /** The content of a parameter, as it came. */
  public Optional<Bytes> value(long id) {
    return Optional.ofNullable(values.get(id));
  }

  /** A parameter that is a connection id. */
  Optional<ConnectionId> connectionId(long id) {
    return value(id).map(ConnectionId::new);
  }

  /** When the sender gives an idle connection up; empty if never. */
  Optional<Duration> maxIdleTimeout() {
    long millis = number(TransportParameterId.MAX_IDLE_TIMEOUT, 0);
    return millis == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.min(millis, Integer.MAX_VALUE)));
  }

  int maxUdpPayloadSize() {
    return (int) Math.min(65_527, number(TransportParameterId.MAX_UDP_PAYLOAD_SIZE, 65_527));
  }

  int ackDelayExponent() {
    return (int) number(TransportParameterId.ACK_DELAY_EXPONENT, 3);
  }

  Duration maxAckDelay() {
    return Duration.ofMillis(number(TransportParameterId.MAX_ACK_DELAY, 25));
  }

  int activeConnectionIdLimit() {
    return (int)
        Math.min(Integer.MAX_VALUE, number(TransportParameterId.ACTIVE_CONNECTION_ID_LIMIT, 2));
  }

  PeerStreamLimits streamLimits() {
    return new PeerStreamLimits(
        number(TransportParameterId.INITIAL_MAX_DATA, 0),
        number(TransportParameterId.INITIAL_MAX_STREAM_DATA_BIDI_LOCAL, 0),
        number(TransportParameterId.INITIAL_MAX_STREAM_DATA_BIDI_REMOTE, 0),
        number(TransportParameterId.INITIAL_MAX_STREAM_DATA_UNI, 0),
        number(TransportParameterId.INITIAL_MAX_STREAMS_BIDI, 0),
        number(TransportParameterId.INITIAL_MAX_STREAMS_UNI, 0));
  }

  /** The form that TLS carries. */
  public Bytes encode() {
    int size = 0;
    for (Map.Entry<Long, Bytes> each : values.entrySet()) {
      size += WireWriter.varIntSize(each.getKey()) + 8 + each.getValue().size();
    }
    byte[] encoded = new byte[size];
    WireWriter writer = new WireWriter(encoded, 0, size);
    values.forEach((id, content) -> writer.writeVarInt(id).writePrefixedBytes(content));
    return Bytes.of(encoded, 0, writer.position());
  }

  /**
   * Reads what a peer sent.
   *
   * @param fromServer whether parameters that only servers send are allowed
   * @throws TransportException TRANSPORT_PARAMETER_ERROR for anything malformed or out of range
   */
  public static TransportParameters decode(Bytes encoded, boolean fromServer)
      throws TransportException {
    if (encoded.size() > MAX_SIZE) {
      throw invalid(encoded.size() + " bytes of transport parameters");
    }
    Map<Long, Bytes> values = new TreeMap<>();
    WireReader reader = new WireReader(encoded);
    try {
      while (reader.hasRemaining()) {
        long id = reader.readVarInt();
        if (values.put(id, reader.readPrefixedBytes()) != null) {
          throw invalid("parameter 0x" + Long.toHexString(id) + " twice");
        }
      }
    } catch (MalformedException malformed) {
      throw invalid(malformed.getMessage());
    }
    TransportParameters parameters = new TransportParameters(values);
    parameters.check(fromServer);
    return parameters;
  }

  private void check(boolean fromServer) throws TransportException {
    checkNumber(TransportParameterId.MAX_IDLE_TIMEOUT, 0, WireWriter.MAX_VAR_INT);
    checkNumber(TransportParameterId.MAX_UDP_PAYLOAD_SIZE, 1200, WireWriter.MAX_VAR_INT);
    checkNumber(TransportParameterId.INITIAL_MAX_DATA, 0, WireWriter.MAX_VAR_INT);
    checkNumber(TransportParameterId.INITIAL_MAX_STREAM_DATA_BIDI_LOCAL, 0, WireWriter.MAX_VAR_INT);
    checkNumber(
        TransportParameterId.INITIAL_MAX_STREAM_DATA_BIDI_REMOTE, 0, WireWriter.MAX_VAR_INT);
    checkNumber(TransportParameterId.INITIAL_MAX_STREAM_DATA_UNI, 0, WireWriter.MAX_VAR_INT);
    checkNumber(TransportParameterId.INITIAL_MAX_STREAMS_BIDI, 0, MAX_STREAMS);
    checkNumber(TransportParameterId.INITIAL_MAX_STREAMS_UNI, 0, MAX_STREAMS);
    checkNumber(TransportParameterId.ACK_DELAY_EXPONENT, 0, 20);
    checkNumber(TransportParameterId.MAX_ACK_DELAY, 0, (1 << 14) - 1);
    checkNumber(TransportParameterId.ACTIVE_CONNECTION_ID_LIMIT, 2, WireWriter.MAX_VAR_INT);
    checkNumber(TransportParameterId.MAX_DATAGRAM_FRAME_SIZE, 0, WireWriter.MAX_VAR_INT);
    checkSize(TransportParameterId.INITIAL_SOURCE_CONNECTION_ID, 0, ConnectionId.MAX_SIZE);
    checkSize(TransportParameterId.DISABLE_ACTIVE_MIGRATION, 0, 0);
    if (fromServer) {
      checkSize(TransportParameterId.ORIGINAL_DESTINATION_CONNECTION_ID, 0, ConnectionId.MAX_SIZE);
      checkSize(TransportParameterId.RETRY_SOURCE_CONNECTION_ID, 0, ConnectionId.MAX_SIZE);
      checkSize(
          TransportParameterId.STATELESS_RESET_TOKEN,
          StatelessReset.TOKEN_SIZE,
          StatelessReset.TOKEN_SIZE);
      checkPreferredAddress();
    } else {
      checkAbsent(TransportParameterId.ORIGINAL_DESTINATION_CONNECTION_ID);
      checkAbsent(TransportParameterId.RETRY_SOURCE_CONNECTION_ID);
      checkAbsent(TransportParameterId.STATELESS_RESET_TOKEN);
      checkAbsent(TransportParameterId.PREFERRED_ADDRESS);
    }
  }

  /** Two socket addresses, a connection id that is not empty, and its token. */
  private void checkPreferredAddress() throws TransportException {
    Bytes content = values.get(TransportParameterId.PREFERRED_ADDRESS);
    if (content == null) {
      return;
    }
    int idSizeAt = 4 + 2 + 16 + 2;
    int idSize = content.size() > idSizeAt ? content.at(idSizeAt) & 0xff : 0;
    boolean fits = content.size() == idSizeAt + 1 + idSize + StatelessReset.TOKEN_SIZE;
    if (!fits || idSize < 1 || idSize > ConnectionId.MAX_SIZE) {
      throw invalid("a preferred address of " + content.size() + " bytes");
    }
  }

  private void checkNumber(long id, long minimum, long maximum) throws TransportException {
    Bytes content = values.get(id);
    if (content == null) {
      return;
    }
    try {
      WireReader reader = new WireReader(content);
      long number = reader.readVarInt();
      if (reader.hasRemaining() || number < minimum || number > maximum) {
        throw invalid(String.format(Locale.ROOT, "parameter 0x%x is %s", id, content));
      }
    } catch (MalformedException malformed) {
      throw invalid(String.format(Locale.ROOT, "parameter 0x%x is %s", id, content));
    }
  }

  private void checkSize(long id, int minimum, int maximum) throws TransportException {
    Bytes content = values.get(id);
    if (content != null && (content.size() < minimum || content.size() > maximum)) {
      throw invalid(String.format(Locale.ROOT, "parameter 0x%x has %d bytes", id, content.size()));
    }
  }

  private void checkAbsent(long id) throws TransportException {
    if (values.containsKey(id)) {
      throw invalid("a client sent parameter 0x" + Long.toHexString(id));
    }
  }

  private long number(long id, long absent) {
    Bytes content = values.get(id);
    if (content == null) {
      return absent;
    }
    try {
      return new WireReader(content).readVarInt();
    } catch (MalformedException impossible) {
      throw new IllegalStateException("parameter " + id + " was checked", impossible);
    }
  }

  private static TransportException invalid(String message) {
    return new TransportException(TransportError.TRANSPORT_PARAMETER_ERROR, message);
  }
}
