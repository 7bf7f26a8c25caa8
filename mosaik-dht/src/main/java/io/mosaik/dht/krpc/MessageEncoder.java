package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.routing.CompactAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes the envelope of each kind of message. What goes into it is up to {@link QueryEncoder} and
 * {@link ResponseEncoder}.
 */
final class MessageEncoder implements MessageHandler<Bytes> {

  /** Who we are: "MJ" and two bytes of version. Of four bytes, or mainline does not hear us. */
  static final Bytes VERSION = Bytes.of(new byte[] {'M', 'J', 0, 1});

  private static final Bytes QUERY = Bytes.of(new byte[] {'q'});
  private static final Bytes RESPONSE = Bytes.of(new byte[] {'r'});
  private static final Bytes ERROR = Bytes.of(new byte[] {'e'});

  @Override
  public Bytes query(Query query) {
    BencodeDictionary message = new BencodeDictionary();
    query.answerWith(new QueryEncoder(message));
    if (query.readOnly()) {
      message.putInt("ro", 1);
    }
    return complete(message, query, QUERY);
  }

  @Override
  public Bytes response(Response response) {
    BencodeDictionary content = new BencodeDictionary();
    content.putText("id", response.sender().bytes());
    response.body().readWith(new ResponseEncoder(content));
    BencodeDictionary message = withRequester(response.requester()).put("r", content);
    return complete(message, response, RESPONSE);
  }

  @Override
  public Bytes error(KrpcError error) {
    Bytes text = Bytes.of(error.message().getBytes(StandardCharsets.UTF_8));
    BencodeDictionary message =
        withRequester(error.requester())
            .putList(
                "e",
                List.of(BencodeDictionary.integer(error.code()), BencodeDictionary.text(text)));
    return complete(message, error, ERROR);
  }

  private static BencodeDictionary withRequester(Optional<InetSocketAddress> requester) {
    BencodeDictionary message = new BencodeDictionary();
    return requester.isPresent()
        ? message.putText("ip", CompactAddress.write(requester.get()))
        : message;
  }

  private static Bytes complete(BencodeDictionary message, KrpcMessage content, Bytes kind) {
    return message
        .putText("t", content.transaction())
        .putText("v", VERSION)
        .putText("y", kind)
        .toBytes();
  }
}
