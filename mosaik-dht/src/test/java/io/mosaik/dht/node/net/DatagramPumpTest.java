package io.mosaik.dht.node.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.ManualClock;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.Ping;
import io.mosaik.dht.node.Counter;
import io.mosaik.dht.node.Counters;
import io.mosaik.dht.node.DhtCore;
import io.mosaik.dht.node.Event;
import io.mosaik.dht.node.EventHandler;
import io.mosaik.dht.node.NodeConfig;
import io.mosaik.dht.routing.NodeId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DatagramPumpTest {

  private static final InetSocketAddress PEER = new InetSocketAddress("10.1.2.3", 6881);
  private static final InetSocketAddress SELF = new InetSocketAddress("10.1.2.4", 6881);

  private final Random random = new Random(1);
  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final Counters counters = new Counters();
  private final DhtCore core =
      new DhtCore(NodeConfig.defaults(true, false), random, counters, clock.now());
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new DatagramPump(core, clock, counters, new Deaf()));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void everyBufferIsReleased() {
    ByteBuf query = ping();
    ByteBuf garbage = Unpooled.copiedBuffer(new byte[500]);
    channel.writeInbound(new DatagramPacket(query, SELF, PEER));
    channel.writeInbound(new DatagramPacket(garbage, SELF, PEER));
    assertEquals(0, query.refCnt());
    assertEquals(0, garbage.refCnt());
    assertEquals(1, counters.get(Counter.DROPPED_NOT_BENCODED));
  }

  @Test
  void theAnswerGoesBackWhereTheQueryCameFrom() {
    channel.writeInbound(new DatagramPacket(ping(), SELF, PEER));
    DatagramPacket answer = channel.readOutbound();
    assertEquals(PEER, answer.recipient());
    answer.release();
    assertNull(channel.readOutbound());
    assertEquals(1, counters.get(Counter.DATAGRAMS_SENT));
  }

  @Test
  void anErrorOfOurOwnIsCountedAndTheChannelStaysOpen() {
    channel.pipeline().fireExceptionCaught(new IllegalStateException("ours"));
    assertEquals(1, counters.get(Counter.INTERNAL_ERRORS));
    channel.writeInbound(new DatagramPacket(ping(), SELF, PEER));
    DatagramPacket answer = channel.readOutbound();
    answer.release();
  }

  @Test
  void whatTheSocketDoesNotTakeIsDroppedAndCounted() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    channel.writeInbound(
        new DatagramPacket(ping(), SELF, PEER), new DatagramPacket(ping(), SELF, PEER));
    DatagramPacket answer = channel.readOutbound();
    answer.release();
    assertNull(channel.readOutbound());
    assertEquals(1, counters.get(Counter.SEND_FAILURES));
  }

  @Test
  void whatCannotBeSentIsCountedEachTimeAndKeepsNothingElseFromBeingSent() {
    AtomicInteger attempts = new AtomicInteger();
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                if (attempts.getAndIncrement() == 1) {
                  ctx.write(message, promise);
                } else {
                  ReferenceCountUtil.release(message);
                  promise.tryFailure(new IOException("no route"));
                }
              }
            });
    channel.writeInbound(
        new DatagramPacket(ping(), SELF, PEER),
        new DatagramPacket(ping(), SELF, PEER),
        new DatagramPacket(ping(), SELF, PEER));
    assertEquals(3, attempts.get());
    DatagramPacket answer = channel.readOutbound();
    answer.release();
    assertNull(channel.readOutbound());
    assertEquals(2, counters.get(Counter.SEND_FAILURES));
    assertEquals(0, counters.get(Counter.INTERNAL_ERRORS));
  }

  @Test
  @Timeout(10)
  void afterAnErrorTheTimerPauses() {
    AtomicBoolean broken = new AtomicBoolean();
    RandomGenerator moody =
        () -> {
          if (broken.get()) {
            throw new IllegalStateException("ours");
          }
          return random.nextLong();
        };
    DhtCore moodyCore = new DhtCore(NodeConfig.defaults(false, true), moody, counters, clock.now());
    EmbeddedChannel patient = new EmbeddedChannel();
    patient.freezeTime();
    patient.pipeline().addLast(new DatagramPump(moodyCore, clock, counters, new Deaf()));
    broken.set(true);
    clock.advance(Duration.ofHours(1));
    patient.advanceTimeBy(1, TimeUnit.HOURS);
    assertEquals(Duration.ofMillis(100).toNanos(), patient.runScheduledPendingTasks());
    assertEquals(1, counters.get(Counter.INTERNAL_ERRORS));
    patient.finishAndReleaseAll();
  }

  @Test
  void anErrorOfAListenerLeavesTheTimerArmed() {
    DhtCore lonely = new DhtCore(NodeConfig.defaults(false, true), random, counters, clock.now());
    EventHandler throwing =
        new Deaf() {
          @Override
          public void contactsWanted(Event.ContactsWanted event) {
            throw new IllegalStateException("ours");
          }
        };
    EmbeddedChannel guarded =
        new EmbeddedChannel(new DatagramPump(lonely, clock, counters, throwing));
    assertEquals(1, counters.get(Counter.INTERNAL_ERRORS));
    assertTrue(guarded.runScheduledPendingTasks() >= 0);
    guarded.finishAndReleaseAll();
  }

  private ByteBuf ping() {
    Ping query = new Ping(Bytes.fromHex("01020304"), NodeId.random(random), true);
    return Unpooled.copiedBuffer(KrpcCodec.encode(query).toArray());
  }

  /** Hears of nothing. */
  private static class Deaf implements EventHandler {
    @Override
    public void improved(Event.Improved event) {}

    @Override
    public <R> void completed(Event.Completed<R> event) {}

    @Override
    public void failed(Event.Failed event) {}

    @Override
    public void joined(Event.Joined event) {}

    @Override
    public void contactsWanted(Event.ContactsWanted event) {}

    @Override
    public void externalAddress(Event.ExternalAddress event) {}

    @Override
    public void renamed(Event.Renamed event) {}

    @Override
    public void tableTidied(Event.TableTidied event) {}

    @Override
    public void servingChanged(Event.ServingChanged event) {}

    @Override
    public void nodesOfOtherFamily(Event.NodesOfOtherFamily event) {}
  }
}
