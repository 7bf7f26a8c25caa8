package io.mosaik.benchmarks.ping;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.ClientAuth;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Netty's QUIC (quiche and BoringSSL, native) with X.509 certificates on both sides. */
final class NettyContestant implements Contestant {

  private static final long SUCCESS = 200;

  private final EventLoopGroup serverGroup = newGroup();
  private final EventLoopGroup clientGroup = newGroup();
  private final Channel server;
  private final Channel client;

  NettyContestant() throws Exception {
    X509Bundle serverIdentity = certificate("server");
    X509Bundle clientIdentity = certificate("client");
    QuicSslContext serverTls =
        QuicSslContextBuilder.forServer(
                serverIdentity.getKeyPair().getPrivate(), null, serverIdentity.getCertificate())
            .trustManager(clientIdentity.getCertificate())
            .clientAuth(ClientAuth.REQUIRE)
            .applicationProtocols(ALPN)
            .build();
    QuicSslContext clientTls =
        QuicSslContextBuilder.forClient()
            .keyManager(
                clientIdentity.getKeyPair().getPrivate(), null, clientIdentity.getCertificate())
            .trustManager(serverIdentity.getCertificate())
            .endpointIdentificationAlgorithm("")
            .applicationProtocols(ALPN)
            .build();
    server =
        bind(
            serverGroup,
            limited(new QuicServerCodecBuilder())
                .sslContext(serverTls)
                .handler(new Indifferent())
                .streamHandler(new Answering())
                .build());
    client = bind(clientGroup, limited(new QuicClientCodecBuilder()).sslContext(clientTls).build());
  }

  private static EventLoopGroup newGroup() {
    return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  }

  private static X509Bundle certificate(String name) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=" + name)
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static <B extends QuicCodecBuilder<B>> B limited(B codec) {
    return codec
        .maxIdleTimeout(30, TimeUnit.SECONDS)
        .initialMaxData(10_000_000)
        .initialMaxStreamDataBidirectionalLocal(1_250_000)
        .initialMaxStreamDataBidirectionalRemote(1_250_000)
        .initialMaxStreamsBidirectional(100)
        .initialMaxStreamsUnidirectional(100);
  }

  private static Channel bind(EventLoopGroup group, ChannelHandler codec) {
    return new Bootstrap()
        .group(group)
        .channel(NioDatagramChannel.class)
        .handler(codec)
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  private Future<QuicChannel> connect() {
    return QuicChannel.newBootstrap(client)
        .handler(new Indifferent())
        .streamHandler(new Indifferent())
        .remoteAddress(server.localAddress())
        .connect();
  }

  @Override
  public CompletionStage<?> ping() {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    connect().addListener((Future<QuicChannel> connected) -> ask(connected, answered));
    return answered;
  }

  private static void ask(Future<QuicChannel> connected, CompletableFuture<Void> answered) {
    if (!connected.isSuccess()) {
      answered.completeExceptionally(connected.cause());
      return;
    }
    connected
        .getNow()
        .createStream(QuicStreamType.BIDIRECTIONAL, new Asking(answered))
        .addListener(
            (Future<QuicStreamChannel> stream) -> {
              if (stream.isSuccess()) {
                stream.getNow().writeAndFlush(Unpooled.wrappedBuffer(new byte[4]));
              } else {
                answered.completeExceptionally(stream.cause());
              }
            });
  }

  @Override
  public CompletionStage<?> handshake() {
    CompletableFuture<Void> complete = new CompletableFuture<>();
    connect()
        .addListener(
            (Future<QuicChannel> connected) -> {
              if (connected.isSuccess()) {
                complete.complete(null);
                connected.getNow().close(true, 0, Unpooled.EMPTY_BUFFER);
              } else {
                complete.completeExceptionally(connected.cause());
              }
            });
    return complete;
  }

  @Override
  public void close() {
    clientGroup.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    serverGroup.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Handles nothing: Netty wants a handler in any case. */
  @ChannelHandler.Sharable
  private static final class Indifferent extends ChannelInboundHandlerAdapter {}

  /** Reads the answer and takes leave. Confined to the client's event loop. */
  private static final class Asking extends SimpleChannelInboundHandler<ByteBuf> {

    private final CompletableFuture<Void> answered;
    private int received;

    Asking(CompletableFuture<Void> answered) {
      this.answered = answered;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
      received += bytes.readableBytes();
      if (received == ANSWER_SIZE) {
        answered.complete(null);
        ((QuicStreamChannel) context.channel())
            .parent()
            .close(
                true, (int) SUCCESS, Unpooled.copiedBuffer("Success", StandardCharsets.US_ASCII));
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      answered.completeExceptionally(new IllegalStateException("closed without an answer"));
    }
  }

  /** Answers the first four bytes of a stream. Confined to the server's event loop. */
  private static final class Answering extends ChannelInitializer<QuicStreamChannel> {

    @Override
    protected void initChannel(QuicStreamChannel stream) {
      stream
          .pipeline()
          .addLast(
              new SimpleChannelInboundHandler<ByteBuf>() {

                private int received;

                @Override
                protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                  received += bytes.readableBytes();
                  if (received == 4) {
                    context.writeAndFlush(Unpooled.wrappedBuffer(new byte[ANSWER_SIZE]));
                  }
                }
              });
    }
  }
}
