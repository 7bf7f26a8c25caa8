package io.mosaik.transport.quic.connection;

import io.mosaik.transport.quic.frame.Frame;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Frames as qlog writes them (draft-ietf-quic-qlog-quic-events, section 9). Stateless. */
final class QlogFrames {

  private static final String HEX_CONTROL = "\\u%04x";

  private QlogFrames() {}

  static String json(List<Frame> frames) {
    return frames.stream().map(QlogFrames::json).collect(Collectors.joining(",", "[", "]"));
  }

  private static String json(Frame frame) {
    String name = frame.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
    return String.format(
        Locale.ROOT, "{\"frame_type\":\"%s\"%s}", name.toLowerCase(Locale.ROOT), details(frame));
  }

  private static String details(Frame frame) {
    if (frame instanceof Frame.Ack ack) {
      return ack.ranges().stream()
          .map(range -> String.format(Locale.ROOT, "[%d,%d]", range.smallest(), range.largest()))
          .collect(Collectors.joining(",", ",\"acked_ranges\":[", "]"));
    }
    if (frame instanceof Frame.Stream stream) {
      return String.format(
          Locale.ROOT,
          ",\"stream_id\":%d,\"offset\":%d,\"length\":%d,\"fin\":%b",
          stream.streamId(),
          stream.offset(),
          stream.data().size(),
          stream.fin());
    }
    if (frame instanceof Frame.Crypto crypto) {
      return String.format(
          Locale.ROOT, ",\"offset\":%d,\"length\":%d", crypto.offset(), crypto.data().size());
    }
    if (frame instanceof Frame.ConnectionClose close) {
      return String.format(
          Locale.ROOT,
          ",\"error_space\":\"%s\",\"error_code\":%d",
          close.application() ? "application" : "transport",
          close.errorCode());
    }
    if (frame instanceof Frame.Padding padding) {
      return ",\"length\":" + padding.size();
    }
    return "";
  }

  /** A JSON string; strangers' text among it. */
  static String text(String raw) {
    StringBuilder quoted = new StringBuilder("\"");
    raw.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
              } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, HEX_CONTROL, c));
              } else {
                quoted.append((char) c);
              }
            });
    return quoted.append('"').toString();
  }
}
