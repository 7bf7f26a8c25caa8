package io.mosaik.relay.http;

import io.mosaik.api.Bytes;
import io.mosaik.relay.service.Answer;
import io.mosaik.relay.service.Question;
import io.mosaik.relay.service.RelayService;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves one request after the other from a connection to the service, and its answer back. Who
 * sends more before the answer has come is not listened to until it has been written: what waits is
 * never more than one read from the socket brought. Runs only on the channel's event loop.
 */
final class RelayHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(RelayHandler.class);

  /** What was asked and answered; at debug level, since it tells who asks for whom. */
  private static final Logger ACCESS = LoggerFactory.getLogger("io.mosaik.relay.access");

  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
  private static final int BAD_REQUEST = 400;
  private static final int HEADERS_TOO_LARGE = 431;

  private final RelayService service;
  private final Connections connections;
  private final RequestDeadline deadline;
  private final Optional<String> proxyHeader;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private boolean busy;

  /** A request whose turn comes when those before it have been answered. */
  private record Turn(
      Optional<Answer> refusal, Optional<Question> question, boolean headOnly, boolean keepAlive) {}

  RelayHandler(
      RelayService service,
      Connections connections,
      RequestDeadline deadline,
      Optional<String> proxyHeader) {
    this.service = service;
    this.connections = connections;
    this.deadline = deadline;
    this.proxyHeader = proxyHeader;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    waiting.add(turn(ctx, request));
    if (busy) {
      ctx.channel().config().setAutoRead(false);
    } else {
      next(ctx);
    }
  }

  private Turn turn(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      boolean tooLong = request.decoderResult().cause() instanceof TooLongFrameException;
      int status = tooLong ? HEADERS_TOO_LARGE : BAD_REQUEST;
      return new Turn(
          Optional.of(service.refusal(status, "this is no request")),
          Optional.empty(),
          false,
          false);
    }
    return new Turn(
        Optional.empty(),
        Optional.of(toQuestion(ctx, request)),
        request.method().equals(HttpMethod.HEAD),
        HttpUtil.isKeepAlive(request));
  }

  private void next(ChannelHandlerContext ctx) {
    Turn turn = waiting.remove();
    busy = true;
    deadline.requestRead(ctx);
    turn.refusal()
        .<CompletionStage<Answer>>map(CompletableFuture::completedFuture)
        .orElseGet(() -> service.answer(turn.question().orElseThrow(), connections::count))
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
    ctx.writeAndFlush(Responses.of(answer, turn.headOnly(), keepAlive))
        .addListener(
            written -> {
              if (keepAlive && !connections.isEnding() && written.isSuccess()) {
                answered(ctx);
              } else {
                ctx.close();
              }
            });
  }

  private static void log(ChannelHandlerContext ctx, Answer answer, Turn turn) {
    String asked =
        turn.question()
            .map(question -> question.method() + " " + question.path())
            .orElse("what is no request");
    ACCESS.debug(
        "{} {} {}",
        Connections.addressOf(ctx.channel()).getHostAddress(),
        UNPRINTABLE.matcher(asked).replaceAll("?"),
        answer.status());
  }

  /** A connection without a request is closed at once, any other with its answer. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Connections.ENDING) {
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
    if (waiting.isEmpty()) {
      ctx.channel().config().setAutoRead(true);
    } else {
      // Not from here: a chain of ready answers would be as deep as there are requests.
      ctx.executor().execute(() -> resume(ctx));
    }
  }

  private void resume(ChannelHandlerContext ctx) {
    if (!busy && !waiting.isEmpty()) {
      next(ctx);
    }
  }

  /** Bytes are copied out of the buffer here, so that reference counts stop here too. */
  private Question toQuestion(ChannelHandlerContext ctx, FullHttpRequest request) {
    Map<String, String> headers = new HashMap<>();
    for (String name : Question.HEADERS) {
      copy(request, name, headers);
    }
    proxyHeader.ifPresent(name -> copy(request, name, headers));
    String target = request.uri();
    int mark = target.indexOf('?');
    return new Question(
        request.method().name(),
        mark < 0 ? target : target.substring(0, mark),
        mark < 0 ? "" : target.substring(mark + 1),
        headers,
        Bytes.of(request.content().nioBuffer()),
        Connections.addressOf(ctx.channel()));
  }

  /** Of several headers of one name the last counts: a proxy adds its own at the end. */
  private static void copy(FullHttpRequest request, String name, Map<String, String> headers) {
    request.headers().getAll(name).forEach(value -> headers.put(name, value));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection of {} ends: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }
}
