package io.mosaik.dht.node;

import io.mosaik.api.Bytes;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.guard.Visitor;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.krpc.KrpcCodec;
import io.mosaik.dht.krpc.KrpcError;
import io.mosaik.dht.krpc.KrpcMessage;
import io.mosaik.dht.krpc.Response;
import io.mosaik.dht.krpc.ResponseBody;
import java.util.List;
import java.util.Optional;

/**
 * Budget of answers to sources that have not proved to receive at their address: whoever forges a
 * victim's address must not have us send it much more than was sent to us (BEP 5 and 44 answer a
 * query with 8 to 15 times its size). Beyond the budget nodes are left out, and what cannot be left
 * out is refused.
 *
 * <p>Stateless: the state is the visitor's.
 */
final class AnswerBudget {

  /** An answer that exceeds its query by so little is no amplification: the address, a token. */
  static final int TOLERANCE = 48;

  private AnswerBudget() {}

  /**
   * What is sent for a query.
   *
   * @param datagram an answer or an error; empty if nothing may be sent
   * @param countedAs what has become of the query
   */
  record Reply(Optional<Bytes> datagram, Counter countedAs) {

    private static final Reply NONE = new Reply(Optional.empty(), Counter.QUERIES_IGNORED);

    static Reply of(KrpcMessage message, Bytes encoded) {
      return new Reply(
          Optional.of(encoded),
          message instanceof KrpcError ? Counter.QUERIES_REFUSED : Counter.QUERIES_SERVED);
    }
  }

  /**
   * Returns what to send: the whole answer, or what of it the budget permits.
   *
   * @param limited told if it is not the whole
   */
  static Reply fit(
      KrpcMessage answer,
      Reply whole,
      Bytes query,
      Visitor visitor,
      Deadline now,
      Runnable limited) {
    int excess = whole.datagram().orElseThrow().size() - query.size() - TOLERANCE;
    if (excess <= 0 || visitor.spend(excess, now)) {
      return whole;
    }
    limited.run();
    KrpcMessage less =
        answer instanceof Response response && !holdsValue(response.body())
            ? response.withNodes(List.of())
            : new KrpcError(
                answer.transaction(),
                Optional.empty(),
                ErrorCode.SERVER.code(),
                ErrorCode.SERVER.message());
    Bytes least = KrpcCodec.encode(less);
    return least.size() <= query.size() + TOLERANCE ? Reply.of(less, least) : Reply.NONE;
  }

  /** Without its value such an answer would say that there is none. */
  private static boolean holdsValue(ResponseBody body) {
    return body instanceof ResponseBody.MutableValue
        || body instanceof ResponseBody.ImmutableValue
        || body instanceof ResponseBody.Peers;
  }

  /** Returns the error for a query that cannot be read, unless it would be larger than that. */
  static Optional<Bytes> refusal(Bytes transaction, ErrorCode code, Bytes query) {
    return Optional.of(
            KrpcCodec.encode(
                new KrpcError(transaction, Optional.empty(), code.code(), code.message())))
        .filter(error -> error.size() <= query.size());
  }
}
