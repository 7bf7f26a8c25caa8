package io.mosaik.relay.http;

import io.mosaik.relay.service.Answer;
import io.mosaik.relay.service.Question;
import io.mosaik.relay.service.RelayService;
import io.mosaik.relay.service.ServerCounters;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one request after the other from a connection to the service, and its answer back, in the
 * order of the requests (RFC 9112, section 9.3.2). Before the answer has been written nothing more
 * is read or decoded: what waits are the bytes that one read from the socket brought, never
 * requests. A client that ends its side of the connection still gets the answers to what it has
 * sent. Runs only on the channel's event loop.
 */
final class RelayHandler extends SimpleChannelInboundHandler<Incoming> {

  private static final Logger LOG = LoggerFactory.getLogger(RelayHandler.class);

  /** What was asked and answered; at debug level, since it tells who asks for whom. */
  private static final Logger ACCESS = LoggerFactory.getLogger("io.mosaik.relay.access");

  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

  private final RelayService service;
  private final Connections connections;
  private final ServerCounters counters;
  private final RequestDeadline deadline;
  private final StrictRequestDecoder decoder;
  private final Optional<String> proxyHeader;
  private boolean busy;
  private boolean suspended; // nothing is read from the socket
  private boolean lastSeen;
  private boolean lingering; // what comes is discarded

  /** The request that is being answered. */
  private record Turn(
      Optional<Incoming.Refused> refusal,
      Optional<Question> question,
      boolean headOnly,
      boolean keepAlive) {

    static Turn of(Incoming.Refused refusal) {
      return new Turn(
          Optional.of(refusal), Optional.empty(), refusal.method().equals("HEAD"), false);
    }
  }

  RelayHandler(
      RelayService service,
      Connections connections,
      ServerCounters counters,
      RequestDeadline deadline,
      StrictRequestDecoder decoder,
      Optional<String> proxyHeader) {
    this.service = service;
    this.connections = connections;
    this.counters = counters;
    this.deadline = deadline;
    this.decoder = decoder;
    this.proxyHeader = proxyHeader;
    decoder.pauseWhile(() -> busy || lastSeen);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Incoming incoming) {
    if (lastSeen) {
      return; // nothing after the request that ends the connection (RFC 9112, section 9.6)
    }
    if (incoming == Incoming.Expectation.CONTINUE) {
      ctx.writeAndFlush(Responses.proceed());
    } else if (incoming instanceof Incoming.Refused refusal) {
      begin(ctx, Turn.of(refusal));
    } else if (incoming instanceof Incoming.Whole whole) {
      begin(ctx, turn(ctx, whole));
    }
  }

  private void begin(ChannelHandlerContext ctx, Turn turn) {
    lastSeen = !turn.keepAlive();
    answer(ctx, turn);
    if (busy && !lingering) {
      suspended = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  private Turn turn(ChannelHandlerContext ctx, Incoming.Whole whole) {
    HttpRequest head = whole.head();
    // HTTP/1.0 has persistent connections only as an extension, which is not needed here.
    boolean keepAlive =
        HttpUtil.isKeepAlive(head) && !head.protocolVersion().equals(HttpVersion.HTTP_1_0);
    return new Turn(
        Optional.empty(),
        Optional.of(toQuestion(ctx, whole)),
        head.method().name().equals("HEAD"),
        keepAlive);
  }

  private void answer(ChannelHandlerContext ctx, Turn turn) {
    busy = true;
    deadline.requestRead(ctx);
    turn.refusal()
        .<CompletionStage<Answer>>map(
            refusal ->
                CompletableFuture.completedFuture(
                    service.refusal(refusal.method(), refusal.status(), refusal.why())))
        .orElseGet(() -> service.answer(turn.question().orElseThrow(), counters))
        .thenAccept(answer -> onLoop(ctx, () -> write(ctx, answer, turn)));
  }

  private static void onLoop(ChannelHandlerContext ctx, Runnable task) {
    if (ctx.executor().inEventLoop()) {
      task.run();
    } else {
      ctx.executor().execute(task);
    }
  }

  private void write(ChannelHandlerContext ctx, Answer answer, Turn turn) {
    if (ACCESS.isDebugEnabled()) {
      log(ctx, answer, turn);
    }
    boolean keepAlive = turn.keepAlive() && !connections.isEnding();
    var writing = ctx.writeAndFlush(Responses.of(answer, turn.headOnly(), keepAlive));
    if (!writing.isDone()) {
      deadline.writing(ctx);
    }
    writing.addListener(
        written -> {
          if (!written.isSuccess() || connections.isEnding()) {
            ctx.close();
          } else if (keepAlive) {
            answered(ctx);
          } else {
            endOutput(ctx);
          }
        });
  }

  private static void log(ChannelHandlerContext ctx, Answer answer, Turn turn) {
    String asked =
        turn.question()
            .map(question -> question.method() + " " + question.path())
            .or(() -> turn.refusal().map(Incoming.Refused::why))
            .orElse("");
    ACCESS.debug(
        "{} {} {}",
        Connections.addressOf(ctx.channel()).getHostAddress(),
        UNPRINTABLE.matcher(asked).replaceAll("?"),
        answer.status());
  }

  /** A connection without a request is closed at once, any other with its answer. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Connections.ENDING || event instanceof ChannelInputShutdownEvent) {
      if (!busy) {
        ctx.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void answered(ChannelHandlerContext ctx) {
    busy = false;
    deadline.answered(ctx);
    if (suspended) {
      // Not from here: a chain of ready answers would be as deep as there are requests.
      ctx.executor().execute(() -> resume(ctx));
    }
  }

  /** What has come already is decoded before anything more is read, its end least of all. */
  private void resume(ChannelHandlerContext ctx) {
    if (!ctx.channel().isActive()) {
      return;
    }
    suspended = false;
    if (decoder.hasUndecoded()) {
      deadline.channelRead(ctx.pipeline().context(deadline), Unpooled.EMPTY_BUFFER);
    }
    if (!busy && !lastSeen) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  /** Ends our side of the connection; the client's side ends when it has seen that. */
  private void endOutput(ChannelHandlerContext ctx) {
    if (ctx.channel() instanceof DuplexChannel channel) {
      lingering = true;
      deadline.linger(ctx);
      channel.shutdownOutput();
      ctx.channel().config().setAutoRead(true);
    } else {
      ctx.close();
    }
  }

  private Question toQuestion(ChannelHandlerContext ctx, Incoming.Whole whole) {
    HttpRequest head = whole.head();
    Map<String, String> headers = new HashMap<>();
    for (String name : Question.HEADERS) {
      copy(head, name, headers);
    }
    proxyHeader.ifPresent(name -> copy(head, name, headers));
    String method = head.method().name();
    RequestTarget target = RequestTarget.parse(method, head.uri()).orElseThrow();
    return new Question(
        method,
        target.path(),
        target.query(),
        headers,
        whole.content(),
        Connections.addressOf(ctx.channel()));
  }

  /** Several fields of one name are one list (RFC 9110, section 5.3). */
  private static void copy(HttpRequest head, String name, Map<String, String> headers) {
    List<String> values = head.headers().getAll(name);
    if (!values.isEmpty()) {
      headers.put(name, String.join(", ", values));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection of {} ends: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }
}
