package io.mosaik.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private final Connections connections = new Connections(8, 1);
  private final List<String> heard = new ArrayList<>();

  @Test
  void aConnectionForWhichThereIsNoRoomIsNotAnnounced() {
    EmbeddedChannel first = connect();
    connections.answering(first);
    EmbeddedChannel second = connect();
    assertTrue(first.isActive());
    assertFalse(second.isActive(), "the other one waits for its answer");
    second.checkException();
    assertEquals(List.of("active"), heard);
    first.close();
    first.checkException();
    assertEquals(List.of("active", "inactive"), heard);
    assertEquals(0, connections.count());
    assertTrue(connect().isActive(), "there is room again");
  }

  @Test
  void theOneThatHasKeptTheRelayWaitingLongestMakesRoom() {
    Connections two = new Connections(2, 2);
    EmbeddedChannel slowest = connect(two, "192.0.2.1");
    EmbeddedChannel busy = connect(two, "192.0.2.2");
    two.answering(busy);
    EmbeddedChannel third = connect(two, "192.0.2.3");
    assertFalse(slowest.isActive());
    assertTrue(busy.isActive());
    assertTrue(third.isActive());
    two.waitingFor(busy);
    two.waitingFor(third);
    EmbeddedChannel fourth = connect(two, "192.0.2.4");
    assertFalse(busy.isActive(), "it has waited longer than the third");
    assertTrue(third.isActive());
    assertTrue(fourth.isActive());
    assertEquals(2, two.evicted());
    assertEquals(2, two.count());
  }

  @Test
  void oneClientMakesRoomForItselfOnly() {
    Connections many = new Connections(8, 2);
    EmbeddedChannel other = connect(many, "2001:db8:1:1::1");
    List<EmbeddedChannel> same = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      same.add(connect(many, "2001:db8:1:2::" + i)); // one subscriber has a /64
    }
    assertTrue(other.isActive());
    assertEquals(2, same.stream().filter(EmbeddedChannel::isActive).count());
    assertTrue(same.get(5).isActive(), "the newest stays");
  }

  @Test
  void connectionsThatCannotBeAcceptedAreCountedAndTheSlowestGo() {
    Connections some = new Connections(100, 100);
    EmbeddedChannel idle = connect(some, "192.0.2.1");
    EmbeddedChannel busy = connect(some, "192.0.2.2");
    some.answering(busy);
    AcceptFailures failures = new AcceptFailures(some);
    EmbeddedChannel listening = new EmbeddedChannel(failures);
    listening.pipeline().fireExceptionCaught(new IOException("Too many open files"));
    assertEquals(1, failures.count());
    assertFalse(idle.isActive());
    assertTrue(busy.isActive());
    listening.checkException(); // nothing reaches the end of the pipeline
  }

  private EmbeddedChannel connect() {
    return connect(connections, "127.0.0.1");
  }

  private EmbeddedChannel connect(Connections table, String address) {
    ChannelHandler listener =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelActive(ChannelHandlerContext ctx) {
            heard.add("active");
          }

          @Override
          public void channelInactive(ChannelHandlerContext ctx) {
            heard.add("inactive");
          }
        };
    return new EmbeddedChannel(
        DefaultChannelId.newInstance(),
        table,
        new RequestDeadline(RequestDeadline.READING, table),
        listener) {
      @Override
      protected SocketAddress remoteAddress0() {
        return new InetSocketAddress(InetAddresses.forString(address), 1);
      }
    };
  }
}
