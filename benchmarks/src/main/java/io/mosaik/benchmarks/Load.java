package io.mosaik.benchmarks;

import io.mosaik.dht.DhtId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Asks a server for nodes near random targets, from several sockets, and keeps so many queries
 * under way that the server always has something to do. Allocates nothing while it runs.
 */
final class Load {

  /** Each may ask as much as a private DHT lets a source ask. */
  static final int SOCKETS = 32;

  private static final int TEMPLATES = 1024;
  private static final long PATIENCE_MILLIS = 200;

  private final Selector selector;
  private final List<DatagramChannel> sockets = new ArrayList<>();
  private final ByteBuffer[] queries = new ByteBuffer[TEMPLATES];
  private final ByteBuffer answer = ByteBuffer.allocateDirect(2048);
  private final int window;

  /**
   * Opens the sockets.
   *
   * @param serverId an asking node takes the other half of the id space, where the server's table
   *     is full: else the server would ping it in return
   */
  Load(InetSocketAddress server, DhtId serverId, int window, RandomGenerator random)
      throws IOException {
    this.window = window;
    this.selector = Selector.open();
    for (int i = 0; i < SOCKETS; i++) {
      DatagramChannel socket = DatagramChannel.open();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.connect(server);
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ);
      sockets.add(socket);
    }
    byte[] sender = bytes(random);
    sender[0] = (byte) (serverId.bytes().at(0) ^ 0x80);
    for (int i = 0; i < TEMPLATES; i++) {
      queries[i] = query(sender, bytes(random));
    }
  }

  /**
   * Asks so many queries and waits for the answers.
   *
   * @return how many went unanswered
   */
  long run(int count) throws IOException {
    int sent = 0;
    int answered = 0;
    int lost = 0;
    while (answered + lost < count) {
      while (sent < count && sent - answered - lost < window) {
        ByteBuffer query = queries[sent % TEMPLATES];
        if (sockets.get(sent % SOCKETS).write(query.rewind()) == 0) {
          break;
        }
        sent++;
      }
      int heard = hear();
      if (heard == 0 && selector.select(PATIENCE_MILLIS) == 0) {
        lost += sent - answered - lost;
      }
      selector.selectedKeys().clear();
      answered += heard;
    }
    return lost;
  }

  private int hear() throws IOException {
    int heard = 0;
    for (DatagramChannel socket : sockets) {
      while (socket.read(answer.clear()) > 0) {
        heard++;
      }
    }
    return heard;
  }

  /** As libtorrent would write it. */
  private static ByteBuffer query(byte[] sender, byte[] target) {
    String id = "d1:ad2:id20:";
    String goal = "6:target20:";
    String filler = ".".repeat(DhtId.SIZE);
    String rest = "e1:q9:find_node1:t2:aa1:v4:LT211:y1:qe";
    byte[] whole = (id + filler + goal + filler + rest).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(sender, 0, whole, id.length(), DhtId.SIZE);
    System.arraycopy(target, 0, whole, id.length() + DhtId.SIZE + goal.length(), DhtId.SIZE);
    return ByteBuffer.allocateDirect(whole.length).put(whole);
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[DhtId.SIZE];
    random.nextBytes(bytes);
    return bytes;
  }
}
