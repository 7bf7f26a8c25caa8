package io.mosaik.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private final Connections connections = new Connections(8, 1);
  private final List<String> heard = new ArrayList<>();

  @Test
  void nobodyHearsOfAConnectionThatIsRefused() {
    EmbeddedChannel first = connect();
    EmbeddedChannel second = connect();
    assertTrue(first.isActive());
    assertFalse(second.isActive());
    second.checkException();
    assertEquals(List.of("active"), heard);
    first.close();
    first.checkException();
    assertEquals(List.of("active", "inactive"), heard);
    assertEquals(0, connections.count());
    assertTrue(connect().isActive(), "there is room again");
  }

  private EmbeddedChannel connect() {
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
        connections, new RequestDeadline(RequestDeadline.READING, connections), listener) {
      @Override
      protected SocketAddress remoteAddress0() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
      }
    };
  }
}
