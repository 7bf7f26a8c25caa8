package io.mosaik.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.time.Ambient;
import io.mosaik.relay.service.MemoryDht;
import io.mosaik.relay.service.Packets;
import io.mosaik.relay.service.RelayLimits;
import io.mosaik.relay.service.RelayService;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection holds while its request is being answered. */
class RelayHandlerTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_760_000_000_000_000L, 600);
  private static final RelayLimits LIMITS =
      new RelayLimits(10, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final String SMALL = "GET /health HTTP/1.1\r\nHost:\r\n\r\n";

  private final MemoryDht dht = new MemoryDht();
  private final CompletableFuture<Void> gate = new CompletableFuture<>();
  private final Connections connections = new Connections(16, 16);
  private final Decoded decoded = new Decoded();
  private final EmbeddedChannel channel = channel();

  /** Counts whole requests on their way to the handler. */
  private static final class Decoded extends ChannelInboundHandlerAdapter {

    private int count;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      count += message instanceof Incoming.Whole ? 1 : 0;
      ctx.fireChannelRead(message);
    }
  }

  private EmbeddedChannel channel() {
    dht.put(PACKET);
    dht.gate(gate);
    RelayService service = new RelayService(dht, LIMITS, Ambient.system());
    RequestDeadline deadline = new RequestDeadline(RequestDeadline.READING, connections);
    StrictRequestDecoder decoder = new StrictRequestDecoder();
    EmbeddedChannel made =
        new EmbeddedChannel() {
          @Override
          protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
          }
        };
    made.pipeline()
        .addLast(connections, deadline, decoder, new RequestAssembler(), decoded)
        .addLast(
            new RelayHandler(service, connections, () -> 0L, deadline, decoder, Optional.empty()));
    made.pipeline().fireChannelActive();
    return made;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void requestsBehindOneThatWaitsAreNotDecoded() {
    int requests = 2000;
    send(get("") + SMALL.repeat(requests));
    assertEquals(1, decoded.count);
    assertFalse(channel.config().isAutoRead());
    gate.complete(null);
    channel.runPendingTasks();
    assertEquals(1 + requests, decoded.count);
    assertEquals(1 + requests, answers());
    assertTrue(channel.config().isAutoRead());
  }

  @Test
  void nothingIsReadBehindTheLastRequestWhileItWaits() {
    send(get("Connection: close\r\n"));
    assertFalse(channel.config().isAutoRead());
    gate.complete(null);
    channel.runPendingTasks();
    assertEquals(1, answers());
  }

  @Test
  void theRestOfARequestIsReadAfterTheAnswerToTheOneBefore() {
    send(get("") + SMALL.substring(0, 10));
    gate.complete(null);
    channel.runPendingTasks();
    assertEquals(1, answers());
    assertTrue(channel.config().isAutoRead());
    send(SMALL.substring(10));
    assertEquals(1, answers());
  }

  private int answers() {
    int count = 0;
    for (Object out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      count += out instanceof HttpResponse ? 1 : 0;
    }
    return count;
  }

  private static String get(String fields) {
    return "GET /" + PACKET.key() + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
  }

  private void send(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }
}
