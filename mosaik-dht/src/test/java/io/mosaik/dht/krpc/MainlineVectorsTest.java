package io.mosaik.dht.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.api.SignedPacket;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The bytes and verdicts of mainline 6.0.1, as recorded in {@code codec-vectors.json}. */
class MainlineVectorsTest {

  private static final JsonObject CODEC = Vectors.read("codec-vectors.json");
  private static final Bytes T = Bytes.fromHex("00000001");
  private static final NodeId SENDER = new NodeId(Vectors.ascii("abcdefghij0123456789"));
  private static final NodeId TARGET = new NodeId(Vectors.ascii("mnopqrstuvwxyz123456"));
  private static final Optional<Bytes> TOKEN = Optional.of(Vectors.ascii("tokn"));
  private static final Optional<InetSocketAddress> REQUESTER =
      Optional.of(new InetSocketAddress("1.2.3.4", 6881));
  private static final List<NodeInfo> NODES =
      List.of(
          new NodeInfo(
              new NodeId(Vectors.ascii("N".repeat(20))),
              new InetSocketAddress("78.78.78.78", 0x4e4e)));
  private static final MutableItem HELLO =
      new MutableItem(
          Vectors.ascii("k".repeat(32)),
          Bytes.EMPTY,
          5,
          new Signature(Vectors.ascii("s".repeat(64))),
          BencodedValue.ofString(Vectors.ascii("hello")));

  private static final Map<String, KrpcMessage> MESSAGES = new HashMap<>();

  static {
    MESSAGES.put("ping query", new Ping(T, SENDER, true));
    MESSAGES.put("find_node query", new FindNode(T, SENDER, true, TARGET));
    MESSAGES.put("get query", new Get(T, SENDER, true, TARGET, OptionalLong.empty()));
    MESSAGES.put("get query with seq 7", new Get(T, SENDER, true, TARGET, OptionalLong.of(7)));
    MESSAGES.put(
        "put query with cas 4",
        new PutMutable(T, SENDER, true, TARGET, TOKEN.get(), HELLO, OptionalLong.of(4)));
    MESSAGES.put(
        "put query without cas",
        new PutMutable(T, SENDER, true, TARGET, TOKEN.get(), HELLO, OptionalLong.empty()));
    MESSAGES.put("ping/put/announce response", response(new ResponseBody.Acknowledgement()));
    MESSAGES.put("get response without value", response(new ResponseBody.NoValues(NODES, TOKEN)));
    MESSAGES.put(
        "get response with mutable value",
        response(new ResponseBody.MutableValue(NODES, TOKEN, HELLO)));
    MESSAGES.put(
        "error 302", new KrpcError(T, REQUESTER, 302, "Sequence number less than current."));
  }

  /** Where we are more tolerant than mainline 6.0.1, on purpose, and why. */
  private static final Map<String, String> DIFFERENCES = new HashMap<>();

  static {
    // BEP 5 leaves the length of t to whoever asks; of answers, the transaction must be in flight.
    DIFFERENCES.put("t 2 bytes", "accepted as Response Ping");
    DIFFERENCES.put("t 1 byte req", "accepted as Request Ping");
    // Who somebody's software is, and where they saw us, is no reason not to hear what they say.
    DIFFERENCES.put("v 2 bytes", "accepted as Response Ping");
    DIFFERENCES.put("v 5 bytes", "accepted as Response Ping");
    DIFFERENCES.put("ip 4 bytes", "accepted as Response Ping");
    DIFFERENCES.put("ip 18 bytes", "accepted as Response Ping");
    // BEP 44 lets any bencoded value be stored, not only strings.
    DIFFERENCES.put("v is dict", "accepted as Response GetMutable");
    // In BEP 44 a put has no target: what is put says where it belongs.
    DIFFERENCES.put("put no target", "accepted as Request PutMutable");
    // The code of an error counts, not the encoding of its text.
    DIFFERENCES.put("err non-utf8", "accepted as Error");
  }

  @TestFactory
  Stream<DynamicTest> messagesOfMainlineAreRead() {
    return cases("krpc_messages", "messages")
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.get("name").getAsString(),
                    () ->
                        assertEquals(
                            expected(vector), KrpcCodec.decode(Vectors.hex(vector, "hex")))));
  }

  /** But for our name under {@code v}, and for {@code ro}, of which BEP 43 knows only 1. */
  @TestFactory
  Stream<DynamicTest> messagesAreWrittenAsMainlineDoes() {
    return cases("krpc_messages", "messages")
        .map(
            vector ->
                DynamicTest.dynamicTest(
                    vector.get("name").getAsString(),
                    () ->
                        assertEquals(
                            asOurs(Vectors.hex(vector, "hex")),
                            Vectors.text(KrpcCodec.encode(expected(vector))))));
  }

  @TestFactory
  Stream<DynamicTest> verdictsAreMainlinesButForTheDifferencesOnPurpose() {
    return cases("krpc_decode", "cases")
        .map(
            vector -> {
              String name = vector.get("name").getAsString();
              String mainlines = vector.get("verdict").getAsString();
              return DynamicTest.dynamicTest(
                  name,
                  () -> {
                    String ours = Verdict.of(Vectors.hex(vector, "hex"));
                    assertEquals(DIFFERENCES.getOrDefault(name, mainlines), ours);
                    if (DIFFERENCES.containsKey(name)) {
                      assertNotEquals(mainlines, ours, "no difference at all");
                    }
                  });
            });
  }

  @Test
  void everyDifferenceIsAboutACaseThatExists() {
    Set<String> names = new HashSet<>(DIFFERENCES.keySet());
    cases("krpc_decode", "cases").forEach(vector -> names.remove(vector.get("name").getAsString()));
    assertEquals(Set.of(), names);
  }

  @Test
  void anIpv6RequesterIsUnderstoodAndAShortOneIsNoVote() throws KrpcException {
    assertEquals(
        Optional.of("6161:6161:6161:6161:6161:6161:6161:6161"), requesterOf("ip 18 bytes"));
    assertEquals(Optional.empty(), requesterOf("ip 4 bytes"));
  }

  @Test
  void theGetForARecordIsWrittenAsMainlineDoes() {
    NodeId target = MutableItem.target(packet().key(), Bytes.EMPTY);
    assertEquals(
        asOurs(Vectors.hex(krpc(), "get_request_hex")),
        Vectors.text(KrpcCodec.encode(new Get(T, SENDER, true, target, OptionalLong.empty()))));
  }

  @Test
  void thePutOfARecordIsReadAndItsSignatureHolds() throws KrpcException {
    Bytes datagram = Vectors.hex(krpc(), "put_request_no_cas_hex");
    PutMutable put = (PutMutable) KrpcCodec.decode(datagram);
    assertEquals(MutableItem.of(packet()), put.item());
    assertEquals(put.target(), put.item().target());
    assertEquals(OptionalLong.empty(), put.cas());
    assertTrue(put.item().hasValidSignature());
    assertEquals(asOurs(datagram), Vectors.text(KrpcCodec.encode(put)));
    assertEquals(krpc().get("put_request_no_cas_len").getAsInt(), datagram.size());
  }

  @Test
  void thePutOfARecordWithSwapIsReadAndWritten() throws KrpcException {
    Bytes datagram = Vectors.hex(krpc(), "put_request_with_cas_hex");
    PutMutable put = (PutMutable) KrpcCodec.decode(datagram);
    assertEquals(OptionalLong.of(krpc().get("cas").getAsLong()), put.cas());
    assertEquals(asOurs(datagram), Vectors.text(KrpcCodec.encode(put)));
  }

  @Test
  void anItemThatARustNodePutIsValidAndBelongsUnderItsTarget() {
    JsonObject record = Vectors.read("rust-dht-record.json");
    MutableItem item =
        new MutableItem(
            Vectors.hex(record, "public_key"),
            Bytes.EMPTY,
            record.get("seq").getAsLong(),
            new Signature(Vectors.hex(record, "sig_hex")),
            BencodedValue.ofString(Vectors.hex(record, "v_hex")));
    assertTrue(item.hasValidSignature());
    assertEquals(new NodeId(Vectors.hex(record, "target")), item.target());
    assertEquals(item.target(), MutableItem.target(new PublicKey(item.key()), Bytes.EMPTY));
  }

  private static Response response(ResponseBody body) {
    return new Response(T, SENDER, REQUESTER, false, body);
  }

  private static SignedPacket packet() {
    return SignedPacket.fromBytes(
        Vectors.hex(CODEC.getAsJsonObject("dht_record"), "signed_packet_hex"));
  }

  private static JsonObject krpc() {
    return CODEC.getAsJsonObject("krpc");
  }

  private static KrpcMessage expected(JsonObject vector) {
    return MESSAGES.get(vector.get("name").getAsString());
  }

  private static Stream<JsonObject> cases(String section, String list) {
    return StreamSupport.stream(
            CODEC.getAsJsonObject(section).getAsJsonArray(list).spliterator(), false)
        .map(JsonElement::getAsJsonObject);
  }

  private static Optional<String> requesterOf(String name) throws KrpcException {
    Bytes datagram =
        cases("krpc_decode", "cases")
            .filter(vector -> vector.get("name").getAsString().equals(name))
            .map(vector -> Vectors.hex(vector, "hex"))
            .findFirst()
            .orElseThrow();
    return ((Response) KrpcCodec.decode(datagram))
        .requester()
        .map(address -> address.getAddress().getHostAddress());
  }

  private static String asOurs(Bytes datagram) {
    return Vectors.text(datagram).replace("2:roi0e", "").replace("1:v4:RS\0\5", "1:v4:MJ\0\1");
  }
}
