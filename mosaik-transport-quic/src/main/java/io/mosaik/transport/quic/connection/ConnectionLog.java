package io.mosaik.transport.quic.connection;

import io.mosaik.api.time.Deadline;
import io.mosaik.transport.quic.frame.Frame;
import io.mosaik.transport.quic.packet.ConnectionId;
import io.mosaik.transport.quic.recovery.NewReno;
import io.mosaik.transport.quic.recovery.RttEstimator;
import io.mosaik.transport.quic.recovery.SentPacket;
import io.mosaik.transport.quic.tls.EncryptionLevel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection says about itself: a qlog (draft-ietf-quic-qlog-main-schema, JSON text
 * sequences) if somebody wants one, and a line at the end for the log. Confined to one thread.
 */
final class ConnectionLog {

  private static final Logger LOGGER = LoggerFactory.getLogger(ConnectionLog.class);

  private final ConnectionId original;
  private final Optional<QlogSink> qlog;
  private final Deadline start;

  /**
   * A log that begins now.
   *
   * @param original the destination of the client's first Initial packet, which names the trace
   */
  ConnectionLog(boolean server, ConnectionId original, Optional<QlogSink> qlog, Deadline now) {
    this.original = original;
    this.qlog = qlog;
    this.start = now;
    qlog.ifPresent(
        sink ->
            sink.write(
                String.format(
                    Locale.ROOT,
                    """
                {"qlog_version":"0.3","qlog_format":"JSON-SEQ","trace":{"vantage_point":\
                {"type":"%s"},"common_fields":{"ODCID":"%s","time_format":"relative"}}}""",
                    server ? "server" : "client",
                    original)));
  }

  void sent(SentPacket packet, List<Frame> frames, Deadline now) {
    if (qlog.isPresent()) {
      packet("transport:packet_sent", packet.level(), packet.number(), packet.size(), frames, now);
    }
  }

  void received(EncryptionLevel level, long number, int size, List<Frame> frames, Deadline now) {
    if (qlog.isPresent()) {
      packet("transport:packet_received", level, number, size, frames, now);
    }
  }

  void dropped(String why, Deadline now) {
    LOGGER.debug("{}: dropped a packet: {}", original, why);
    if (qlog.isPresent()) {
      event(
          "transport:packet_dropped",
          String.format(Locale.ROOT, "{\"details\":%s}", QlogFrames.text(why)),
          now);
    }
  }

  void ignored(Frame frame, Deadline now) {
    if (qlog.isPresent()) {
      event(
          "transport:frame_ignored",
          String.format(Locale.ROOT, "{\"frame_type\":%d}", frame.type()),
          now);
    }
  }

  void keyUpdated(String trigger, long generation, Deadline now) {
    if (qlog.isPresent()) {
      event(
          "security:key_updated",
          String.format(
              Locale.ROOT, "{\"trigger\":\"%s_update\",\"key_phase\":%d}", trigger, generation),
          now);
    }
  }

  void parameters(String owner, TransportParameters parameters, Deadline now) {
    if (qlog.isPresent()) {
      StringBuilder values = new StringBuilder();
      parameters
          .values()
          .forEach(
              (id, content) ->
                  values.append(String.format(Locale.ROOT, ",\"0x%x\":\"%s\"", id, content)));
      event("transport:parameters_set", "{\"owner\":\"" + owner + "\"" + values + "}", now);
    }
  }

  void metrics(RttEstimator rtt, NewReno congestion, Deadline now) {
    if (qlog.isPresent()) {
      event(
          "recovery:metrics_updated",
          String.format(
              Locale.ROOT,
              "{\"smoothed_rtt\":%s,\"latest_rtt\":%s,\"congestion_window\":%d,\"bytes_in_flight\":%d}",
              millis(rtt.smoothed().toNanos()),
              millis(rtt.latest().toNanos()),
              congestion.window(),
              congestion.bytesInFlight()),
          now);
    }
  }

  void migrated(InetSocketAddress remote, Deadline now) {
    LOGGER.debug("{}: the peer is at {} now", original, remote);
    if (qlog.isPresent()) {
      event(
          "connectivity:connection_migrated",
          String.format(Locale.ROOT, "{\"remote\":%s}", QlogFrames.text(remote.toString())),
          now);
    }
  }

  void closed(CloseReason reason, Deadline now) {
    LOGGER.debug("{}: closed: {}", original, reason);
    if (qlog.isPresent()) {
      event(
          "connectivity:connection_closed",
          String.format(
              Locale.ROOT,
              "{\"trigger\":\"%s\",\"code\":%d,\"reason\":%s}",
              reason.cause().name().toLowerCase(Locale.ROOT),
              reason.code(),
              QlogFrames.text(reason.reason())),
          now);
    }
  }

  /** Nothing is left of the connection. */
  void end() {
    qlog.ifPresent(QlogSink::end);
  }

  private void packet(
      String name, EncryptionLevel level, long number, int size, List<Frame> frames, Deadline now) {
    String type = level == EncryptionLevel.APPLICATION ? "1RTT" : level.name();
    event(
        name,
        String.format(
            Locale.ROOT,
            "{\"header\":{\"packet_type\":\"%s\",\"packet_number\":%d},\"raw\":{\"length\":%d},\"frames\":%s}",
            type.toLowerCase(Locale.ROOT),
            number,
            size,
            QlogFrames.json(frames)),
        now);
  }

  private void event(String name, String data, Deadline now) {
    String time = millis(now.nanos() - start.nanos());
    qlog.orElseThrow()
        .write(
            String.format(
                Locale.ROOT, "{\"time\":%s,\"name\":\"%s\",\"data\":%s}", time, name, data));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f", nanos / 1e6);
  }
}
