package io.mosaik.relay.framing;

import io.mosaik.api.SignedPacket;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One connection with the relay, compared with the model. Not thread-safe. */
final class Conversation {

  private static final int TIMEOUT_MILLIS = 60_000;

  private final InetSocketAddress relay;
  private final Resources resources;
  private final Generator generator;
  private final SignedPacket last;
  private final long seed;

  Conversation(
      InetSocketAddress relay, Resources resources, List<SignedPacket> packets, long seed) {
    this.relay = relay;
    this.resources = resources;
    this.generator = new Generator(seed, packets);
    this.last = packets.get(packets.size() - 1);
    this.seed = seed;
  }

  /** Throws an error with the seed and the bytes if the relay differs from the model. */
  Outcome run() {
    byte[] sent = generator.next();
    boolean halfCloses = generator.oneIn(2);
    Outcome outcome = Model.of(sent, resources);
    try (Socket socket = new Socket(relay.getAddress(), relay.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      for (byte[] piece : generator.pieces(sent)) {
        out.write(piece);
      }
      if (halfCloses) {
        socket.shutdownOutput();
      }
      ReplyReader in = new ReplyReader(new BufferedInputStream(socket.getInputStream()));
      for (Expected expected : outcome.answers()) {
        if (!expected.optional()) {
          check(expected, next(in, expected));
        }
      }
      end(socket, in, outcome, halfCloses);
      return outcome;
    } catch (IOException | AssertionError failure) {
      throw new AssertionError(
          "seed "
              + seed
              + (halfCloses ? ", half-closed" : "")
              + ": "
              + failure.getMessage()
              + "\nexpected "
              + outcome
              + "\nsent "
              + printable(sent),
          failure);
    }
  }

  private static Optional<ReplyReader.Reply> next(ReplyReader in, Expected expected)
      throws IOException {
    Optional<ReplyReader.Reply> reply = in.read(expected.noContent());
    if (reply.isPresent() && reply.get().isInterim() && expected.interim()) {
      return in.read(expected.noContent());
    }
    return reply;
  }

  private static void check(Expected expected, Optional<ReplyReader.Reply> got) {
    ReplyReader.Reply reply =
        got.orElseThrow(() -> new AssertionError("no answer instead of " + expected));
    require(expected.statuses().contains(reply.status()), reply, expected);
    require(
        expected.body().isEmpty()
            || expected.noContent()
            || expected.body().get().equals(reply.body()),
        reply,
        expected);
    require("*".equals(reply.fields().get("access-control-allow-origin")), reply, expected);
    require(reply.fields().containsKey("date"), reply, expected);
    require(expected.closes() == "close".equals(reply.fields().get("connection")), reply, expected);
  }

  private static void require(boolean holds, ReplyReader.Reply reply, Expected expected) {
    if (!holds) {
      throw new AssertionError("got " + reply + " instead of " + expected);
    }
  }

  /** Nothing more comes than the model says, and the connection ends when it says. */
  private void end(Socket socket, ReplyReader in, Outcome outcome, boolean halfClosed)
      throws IOException {
    List<Expected> answers = outcome.answers();
    Optional<Expected> optional =
        answers.isEmpty() || !answers.get(answers.size() - 1).optional()
            ? Optional.empty()
            : Optional.of(answers.get(answers.size() - 1));
    if (optional.isPresent()) {
      if (!halfClosed) {
        socket.shutdownOutput();
      }
      Optional<ReplyReader.Reply> reply = next(in, optional.get());
      if (reply.isPresent()) {
        check(optional.get(), reply);
      }
    } else if (!outcome.closes() && !halfClosed && !outcome.incomplete()) {
      String request = "GET /" + last.key() + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      Outcome more = Model.of(request.getBytes(StandardCharsets.US_ASCII), resources);
      check(more.answers().get(0), next(in, more.answers().get(0)));
    } else if (!outcome.closes() && !halfClosed) {
      socket.shutdownOutput();
    }
    Optional<ReplyReader.Reply> surplus = in.read(false);
    if (surplus.isPresent()) {
      throw new AssertionError("one answer too many: " + surplus.get());
    }
  }

  private static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      int c = b & 0xff;
      if (c == '\r') {
        text.append("\\r");
      } else if (c == '\n') {
        text.append("\\n\n");
      } else if (c < ' ' || c > '~') {
        text.append(String.format(Locale.ROOT, "\\x%02x", c));
      } else {
        text.append((char) c);
      }
    }
    return text.toString();
  }
}
