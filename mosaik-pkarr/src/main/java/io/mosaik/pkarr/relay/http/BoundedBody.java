package io.mosaik.pkarr.relay.http;

import io.mosaik.api.Bytes;
import io.mosaik.pkarr.relay.RelayReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Takes in a body up to the size of a packet; whatever has more is dropped at that point, together
 * with the connection. Called by the HTTP client, one call at a time.
 */
final class BoundedBody implements BodySubscriber<Bytes> {

  private static final String CONTENT_LENGTH = "content-length";

  private final CompletableFuture<Bytes> body = new CompletableFuture<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final boolean wanted;
  private final long announced;
  private Flow.Subscription subscription;

  private BoundedBody(boolean wanted, long announced) {
    this.wanted = wanted;
    this.announced = announced;
  }

  /** Bodies of failures are not read at all: nobody wants them, and some are pages of HTML. */
  static BodySubscriber<Bytes> of(HttpResponse.ResponseInfo response) {
    boolean success = response.statusCode() >= 200 && response.statusCode() < 300;
    long announced;
    try {
      announced = response.headers().firstValueAsLong(CONTENT_LENGTH).orElse(0);
    } catch (NumberFormatException notANumber) {
      announced = Long.MAX_VALUE;
    }
    return new BoundedBody(success, announced);
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    if (wanted && announced > RelayReply.MAX_BODY) {
      refuse("a body of " + announced + " bytes was announced");
    } else {
      begun.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      if (body.isDone()) {
        return;
      }
      if (received.size() + part.remaining() > RelayReply.MAX_BODY) {
        if (wanted) {
          refuse("a body of more than " + RelayReply.MAX_BODY + " bytes");
        } else {
          body.complete(Bytes.EMPTY);
          subscription.cancel();
        }
        return;
      }
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      received.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(wanted ? Bytes.of(received.toByteArray()) : Bytes.EMPTY);
  }

  private void refuse(String why) {
    body.completeExceptionally(new IOException(why));
    subscription.cancel();
  }
}
