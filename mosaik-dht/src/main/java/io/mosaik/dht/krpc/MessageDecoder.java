package io.mosaik.dht.krpc;

import io.mosaik.api.Bytes;
import io.mosaik.dht.krpc.KrpcException.Reason;
import io.mosaik.dht.routing.CompactAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Reads the envelope of a message and tells its kind. The rest is up to {@link QueryDecoder} and
 * {@link ResponseDecoder}.
 */
final class MessageDecoder {

  /** Shorter than the shortest message; the limit is mainline's. */
  private static final int MIN_SIZE = 15;

  /** Ours: an answer repeats the whole of it. Most nodes use 2 or 4 bytes, none more than 20. */
  static final int MAX_TRANSACTION_SIZE = 64;

  private MessageDecoder() {}

  static KrpcMessage decode(Bytes datagram) throws KrpcException {
    if (datagram.size() < MIN_SIZE || datagram.size() > KrpcCodec.MAX_SIZE) {
      throw new KrpcException(Reason.SIZE, datagram.size() + " bytes");
    }
    // Most of what is not for us shows in its first byte.
    if (datagram.at(0) != 'd'
        || !(BencodeReader.read(datagram) instanceof Bencode.Dictionary all)) {
      throw new KrpcException(Reason.NOT_BENCODED, "no dictionary");
    }
    Fields message = new Fields(all);
    Bytes transaction = message.text("t");
    if (transaction.size() > MAX_TRANSACTION_SIZE) {
      throw Fields.malformed("t is " + Fields.shown(transaction));
    }
    Bytes kind = message.text("y");
    switch (kind.size() == 1 ? kind.at(0) : 0) {
      case 'q':
        return decodeQuery(message, transaction);
      case 'r':
        return ResponseDecoder.decode(
            message, transaction, readRequester(message), isReadOnly(message));
      case 'e':
        return decodeError(message, transaction);
      default:
        throw new KrpcException(Reason.UNKNOWN_METHOD, "y is " + Fields.shown(kind));
    }
  }

  /** Whoever asked something that cannot be read is told so (BEP 5, "Errors"). */
  private static Query decodeQuery(Fields message, Bytes transaction) throws KrpcException {
    try {
      return QueryDecoder.decode(message, transaction, isReadOnly(message));
    } catch (KrpcException unreadable) {
      throw unreadable.ofQuery(transaction);
    }
  }

  private static KrpcError decodeError(Fields message, Bytes transaction) throws KrpcException {
    List<Bencode> error =
        message.findList("e").orElseThrow(() -> Fields.malformed("e is missing")).items();
    if (error.size() < 2
        || !(error.get(0) instanceof Bencode.Int code)
        || !(error.get(1) instanceof Bencode.Text text)
        || (int) code.value() != code.value()) {
      throw Fields.malformed("e is no code and text");
    }
    // Whatever the text is encoded in: the code is what counts.
    String words = new String(text.content().toArray(), StandardCharsets.UTF_8);
    return new KrpcError(transaction, readRequester(message), (int) code.value(), words);
  }

  /** BEP 43. Of mainline it is known that it always writes the key, as 0 or 1. */
  private static boolean isReadOnly(Fields message) throws KrpcException {
    return message.findInt("ro").orElse(0) == 1;
  }

  /** Whatever else stands under {@code ip} is no vote, but no reason to drop the answer either. */
  private static Optional<InetSocketAddress> readRequester(Fields message) throws KrpcException {
    return message.findText("ip").flatMap(CompactAddress::read);
  }
}
