package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
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

  @Override
  public Bytes query(Query query) {
    BencodeDictionary message = envelope(query, "q");
    query.answerWith(new QueryEncoder(message));
    if (query.readOnly()) {
      message.putInt("ro", 1);
    }
    return message.toBytes();
  }

  @Override
  public Bytes response(Response response) {
    BencodeDictionary message = envelope(response, "r");
    putRequester(message, response.requester());
    BencodeDictionary content = new BencodeDictionary();
    content.putText("id", response.sender().bytes());
    response.body().readWith(new ResponseEncoder(content));
    return message.putDictionary("r", content).toBytes();
  }

  @Override
  public Bytes error(KrpcError error) {
    BencodeDictionary message = envelope(error, "e");
    putRequester(message, error.requester());
    Bytes text = Bytes.of(error.message().getBytes(StandardCharsets.UTF_8));
    message.putList(
        "e", List.of(BencodeDictionary.integer(error.code()), BencodeDictionary.text(text)));
    return message.toBytes();
  }

  private static BencodeDictionary envelope(KrpcMessage message, String kind) {
    return new BencodeDictionary()
        .putText("t", message.transaction())
        .putText("v", VERSION)
        .putText("y", kind);
  }

  private static void putRequester(
      BencodeDictionary message, Optional<InetSocketAddress> requester) {
    requester.ifPresent(address -> message.putText("ip", CompactAddress.write(address)));
  }
}
