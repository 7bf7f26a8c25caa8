package io.mosaik.it.contract;

import io.mosaik.api.Bytes;
import io.mosaik.api.SignedPacket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Mainline node, alone in its network, that answers every {@code get} with one and the same
 * mutable item, whichever was asked for (BEP 44). Its answers are well-formed in every other way.
 */
final class LyingNode implements AutoCloseable {

  private static final int MAX_DATAGRAM = 2048;
  private static final int TRANSACTION_SIZE = 4;

  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final SignedPacket lie;
  private final AtomicInteger liesTold = new AtomicInteger();

  LyingNode(SignedPacket lie) throws IOException {
    this.lie = lie;
    Thread thread = new Thread(this::answer, "lying-node");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(socket.getLocalAddress(), socket.getLocalPort());
  }

  /** How often it answered a {@code get}. */
  int liesTold() {
    return liesTold.get();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void answer() {
    try {
      while (true) {
        DatagramPacket query = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        socket.receive(query);
        byte[] answer = answerTo(Bytes.of(query.getData(), 0, query.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
      }
    } catch (IOException closed) {
      socket.close();
    }
  }

  private byte[] answerTo(Bytes query) {
    // Queries are bencoded, and ISO 8859-1 keeps every byte: good enough to find two fields.
    String text = new String(query.toArray(), StandardCharsets.ISO_8859_1);
    int transaction = text.lastIndexOf("1:t4:") + "1:t4:".length();
    Reply reply = new Reply().text("d1:rd2:id20:").text("a lying DHT node ...");
    if (text.contains("1:q3:get")) {
      liesTold.incrementAndGet();
      reply.text("1:k32:").bytes(lie.key().bytes());
      reply.text("5:nodes0:3:seqi" + lie.timestamp().micros() + "e");
      reply.text("3:sig64:").bytes(lie.signature().bytes());
      reply.text("5:token4:true1:v" + lie.payload().size() + ":").bytes(lie.payload());
    } else {
      reply.text("5:nodes0:");
    }
    reply.text("e1:t4:").bytes(query.slice(transaction, transaction + TRANSACTION_SIZE));
    return reply.text("1:y1:re").toArray();
  }

  /** Collects bytes. */
  private static final class Reply {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Reply text(String ascii) {
      out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
      return this;
    }

    Reply bytes(Bytes bytes) {
      out.writeBytes(bytes.toArray());
      return this;
    }

    byte[] toArray() {
      return out.toByteArray();
    }
  }
}
