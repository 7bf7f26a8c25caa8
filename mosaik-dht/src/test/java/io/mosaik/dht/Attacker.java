package io.mosaik.dht;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.FindNode;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.routing.NodeId;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;

/**
 * A raw socket that sends what it likes to a node and hears what that says.
 *
 * <p>Confined to one thread.
 */
final class Attacker implements AutoCloseable {

  private final DatagramSocket socket;
  private final InetSocketAddress target;
  private final NodeId id;
  private final DatagramPacket in = new DatagramPacket(new byte[2048], 2048);
  private int transactions;

  Attacker(InetAddress from, InetSocketAddress target, Random random) throws IOException {
    this.socket = new DatagramSocket(new InetSocketAddress(from, 0));
    this.target = target;
    this.id = NodeId.random(random);
  }

  void send(byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, target));
  }

  /** A query like any other. */
  void findNode(Random random) throws IOException {
    FindNode query = new FindNode(Bytes.fromHex("abcd"), id, true, NodeId.random(random));
    send(KrpcCodec.encode(query).toArray());
  }

  /** Pings the node, passing over whatever else it says; false if no answer comes in time. */
  boolean ping(Duration patience) throws IOException {
    Bytes transaction = Bytes.fromHex(String.format(Locale.ROOT, "%08x", ++transactions));
    send(KrpcCodec.encode(new Ping(transaction, id, true)).toArray());
    socket.setSoTimeout((int) patience.toMillis());
    try {
      while (true) {
        in.setLength(2048);
        socket.receive(in);
        if (isAnswer(transaction)) {
          return true;
        }
      }
    } catch (SocketTimeoutException silence) {
      return false;
    }
  }

  private boolean isAnswer(Bytes transaction) {
    try {
      KrpcMessage message = KrpcCodec.decode(Bytes.of(in.getData(), 0, in.getLength()));
      return message instanceof Response && message.transaction().equals(transaction);
    } catch (KrpcException unreadable) {
      throw new AssertionError("the node sent what is no message", unreadable);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
