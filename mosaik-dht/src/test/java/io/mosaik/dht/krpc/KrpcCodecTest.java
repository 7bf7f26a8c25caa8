package io.mosaik.dht.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.Signature;
import io.mosaik.dht.Seeds;
import io.mosaik.dht.krpc.KrpcException.Reason;
import io.mosaik.dht.routing.AddressFamily;
import io.mosaik.dht.routing.NodeId;
import io.mosaik.dht.routing.NodeInfo;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KrpcCodecTest {

  private static final String ID = "abcdefghij0123456789";
  private static final NodeId SENDER = new NodeId(Vectors.ascii(ID));
  private static final NodeId TARGET = new NodeId(Vectors.ascii("mnopqrstuvwxyz123456"));
  private static final Bytes T = Vectors.ascii("aaaa");
  private static final String KEY = "1:k32:" + "k".repeat(32);
  private static final String SIG = "3:sig64:" + "s".repeat(64);

  @Test
  void whatIsWrittenIsReadAgain() {
    Seeds.check(
        random -> {
          RandomMessages messages = new RandomMessages(random);
          for (int i = 0; i < 500; i++) {
            KrpcMessage message = messages.next();
            assertEquals(message, KrpcCodec.decode(KrpcCodec.encode(message)));
          }
        });
  }

  @Test
  void whatIsWrittenIsCanonical() {
    Seeds.check(
        random -> {
          RandomMessages messages = new RandomMessages(random);
          for (int i = 0; i < 500; i++) {
            Bytes datagram = KrpcCodec.encode(messages.next());
            assertEquals(datagram, canonical(BencodeReader.read(datagram)));
          }
        });
  }

  @Test
  void theExamplesOfBep5AreRead() throws KrpcException {
    assertEquals(
        new Ping(Vectors.ascii("aa"), SENDER, false),
        decode("d1:ad2:id20:" + ID + "e1:q4:ping1:t2:aa1:y1:qe"));
    assertEquals(
        new FindNode(Vectors.ascii("aa"), SENDER, false, TARGET),
        decode(
            "d1:ad2:id20:" + ID + "6:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t2:aa1:y1:qe"));
    assertEquals(
        new GetPeers(Vectors.ascii("aa"), SENDER, false, TARGET),
        decode(
            "d1:ad2:id20:"
                + ID
                + "9:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe"));
    assertEquals(
        new AnnouncePeer(
            Vectors.ascii("aa"), SENDER, false, TARGET, 6881, true, Vectors.ascii("aoeusnth")),
        decode(
            "d1:ad2:id20:"
                + ID
                + "12:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnth"
                + "e1:q13:announce_peer1:t2:aa1:y1:qe"));
    assertEquals(
        new KrpcError(Vectors.ascii("aa"), Optional.empty(), 201, "A Generic Error Ocurred"),
        decode("d1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee"));
  }

  @Test
  void thePeersOfBep5AreRead() throws KrpcException {
    Response response =
        (Response)
            decode(
                "d1:rd2:id20:" + ID + "5:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re");
    ResponseBody.Peers peers = (ResponseBody.Peers) response.body();
    assertEquals(
        List.of(
            new InetSocketAddress("97.120.106.101", 0x2e75),
            new InetSocketAddress("105.100.104.116", 0x6e6d)),
        peers.peers());
    assertEquals(Optional.of(Vectors.ascii("aoeusnth")), peers.token());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 8, 20, MessageDecoder.MAX_TRANSACTION_SIZE})
  void transactionsOfAnyLengthAreEchoed(int size) throws KrpcException {
    Bytes transaction = Vectors.ascii("t".repeat(size));
    KrpcMessage query =
        decode("d1:ad2:id20:" + ID + "e1:q4:ping1:t" + size + ":" + "t".repeat(size) + "1:y1:qe");
    assertEquals(transaction, query.transaction());
    Response answer = acknowledgement(query.transaction(), Optional.empty());
    assertEquals(transaction, KrpcCodec.decode(KrpcCodec.encode(answer)).transaction());
  }

  @Test
  void transactionsThatWouldSwellTheAnswerAreMalformed() {
    int size = MessageDecoder.MAX_TRANSACTION_SIZE + 1;
    String transaction = "1:t" + size + ":" + "t".repeat(size);
    assertRefused(Reason.MALFORMED, "d1:ad2:id20:" + ID + "e1:q4:ping" + transaction + "1:y1:qe");
  }

  @Test
  void onlyReadOnlyQueriesCarryReadOnly() {
    assertTrue(encode(new Ping(T, SENDER, true)).contains("2:roi1e"));
    assertFalse(encode(new Ping(T, SENDER, false)).contains("2:ro"));
    assertFalse(
        encode(new Response(T, SENDER, Optional.empty(), true, new ResponseBody.Acknowledgement()))
            .contains("2:ro"));
  }

  @Test
  void answersThatCallThemselvesReadOnlyAreMarked() throws KrpcException {
    Response response = (Response) decode("d1:rd2:id20:" + ID + "e2:roi1e1:t4:aaaa1:y1:re");
    assertTrue(response.readOnly());
  }

  @Test
  void theAnswerToAPutHasNothingButAnId() {
    assertEquals(
        "d1:rd2:id20:" + ID + "e1:t4:aaaa1:v4:MJ\0\1" + "1:y1:re",
        encode(acknowledgement(T, Optional.empty())));
  }

  @Test
  void eachFamilyOfNodesHasAKeyOfItsOwn() throws KrpcException {
    NodeInfo ipv4 = new NodeInfo(SENDER, new InetSocketAddress("192.0.2.1", 1));
    NodeInfo ipv6 = new NodeInfo(TARGET, new InetSocketAddress("2001:db8::1", 2));
    ResponseBody both = new ResponseBody.FoundNodes(List.of(ipv6, ipv4));
    assertEquals(List.of(ipv4, ipv6), afterTheWire(both).nodes());
    String written = encode(new Response(T, SENDER, Optional.empty(), false, both));
    assertTrue(written.contains("5:nodes26:" + ID), written);
    assertTrue(written.contains("6:nodes638:"), written);
  }

  @Test
  void anAnswerWithNodesOfIpv6OnlyIsNoAcknowledgement() throws KrpcException {
    NodeInfo ipv6 = new NodeInfo(TARGET, new InetSocketAddress("2001:db8::1", 2));
    ResponseBody body = new ResponseBody.FoundNodes(List.of(ipv6));
    assertEquals(body, afterTheWire(body));
    String written = encode(new Response(T, SENDER, Optional.empty(), false, body));
    assertFalse(written.contains("5:nodes"), written);
  }

  @Test
  void anIpv4AddressInIpv6ClothesIsNoNode() throws KrpcException {
    String mapped = "\0\0\0\0\0\0\0\0\0\0\u00ff\u00ff\1\2\3\4\0\5";
    Response response =
        (Response) decode("d1:rd2:id20:" + ID + "6:nodes638:" + ID + mapped + "e1:t4:aaaa1:y1:re");
    assertEquals(List.of(), response.body().nodes());
  }

  @Test
  void whatIsWantedIsWrittenAndReadInCanonicalOrder() throws KrpcException {
    FindNode query = new FindNode(T, SENDER, false, TARGET, Want.BOTH);
    assertTrue(encode(query).contains("4:wantl2:n42:n6e"), encode(query));
    assertEquals(query, KrpcCodec.decode(KrpcCodec.encode(query)));
    Want ipv6 = new Want(Set.of(AddressFamily.IPV6));
    assertTrue(ipv6.includes(AddressFamily.IPV6, AddressFamily.IPV4));
    assertFalse(ipv6.includes(AddressFamily.IPV4, AddressFamily.IPV4));
    assertTrue(Want.OWN.includes(AddressFamily.IPV4, AddressFamily.IPV4));
    assertFalse(Want.OWN.includes(AddressFamily.IPV6, AddressFamily.IPV4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"i4e", "2:n6", "le", "l2:n9e", "ld1:ai1eee", "li6ee"})
  void whatNobodyCanWantIsNotWanted(String want) throws KrpcException {
    Query query =
        (Query)
            decode(
                "d1:ad2:id20:"
                    + ID
                    + "6:target20:"
                    + ID
                    + "4:want"
                    + want
                    + "e1:q9:find_node1:t4:aaaa1:y1:qe");
    assertEquals(Want.OWN, ((FindNode) query).want());
  }

  @Test
  void peersOfBothFamiliesStandInOneList() throws KrpcException {
    InetSocketAddress ipv4 = new InetSocketAddress("192.0.2.1", 1);
    InetSocketAddress ipv6 = new InetSocketAddress("2001:db8::1", 2);
    ResponseBody.Peers peers =
        new ResponseBody.Peers(List.of(), Optional.empty(), List.of(ipv6, ipv4));
    assertEquals(List.of(ipv6, ipv4), ((ResponseBody.Peers) afterTheWire(peers)).peers());
    Response mixed =
        (Response)
            decode(
                "d1:rd2:id20:"
                    + ID
                    + "6:valuesl18:0123456789abcdefgh6:axje.ui5e2:xxee1:t4:aaaa1:y1:re");
    assertEquals(
        List.of(
            new InetSocketAddress("3031:3233:3435:3637:3839:6162:6364:6566", 0x6768),
            new InetSocketAddress("97.120.106.101", 0x2e75)),
        ((ResponseBody.Peers) mixed.body()).peers());
  }

  @Test
  void nodesWithoutAPortArePassedOver() throws KrpcException {
    Response response =
        (Response)
            decode("d1:rd2:id20:" + ID + "5:nodes26:" + ID + "\1\2\3\4\0\0" + "e1:t4:aaaa1:y1:re");
    assertEquals(new ResponseBody.FoundNodes(List.of()), response.body());
  }

  @Test
  void anImmutableValueOfAnyKindIsAnsweredInItsOwnBytes() throws KrpcException {
    BencodedValue value = BencodedValue.parse(Vectors.ascii("d3:agei42e4:listli1e2:okee"));
    ResponseBody.ImmutableValue body =
        new ResponseBody.ImmutableValue(List.of(), Optional.of(T), value);
    assertEquals(body, afterTheWire(body));
  }

  /** Mainline 6.0.1 to 7.0.0 panics on these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1:k32:kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
        "1:k32:kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk3:seqi1e",
        "1:k3:kkk3:seqi1e",
        "1:k32:kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk3:seqi1e3:sig3:sss",
        "1:ki5e3:seqi1e"
      })
  void aMutablePutWithoutItsPartsIsMalformed(String parts) {
    assertRefused(Reason.MALFORMED, put(parts));
  }

  @Test
  void aPutIsMutableIfItHasAKey() throws KrpcException {
    assertTrue(decode(put("")) instanceof PutImmutable);
    PutMutable mutable = (PutMutable) decode(put("3:casi-1e" + KEY + "4:salt2:xy3:seqi-5e" + SIG));
    assertEquals(OptionalLong.of(-1), mutable.cas());
    assertEquals(-5, mutable.item().seq());
    assertEquals(Vectors.ascii("xy"), mutable.item().salt());
    assertEquals(new Signature(Vectors.ascii("s".repeat(64))), mutable.item().signature());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d1:ad2:id19:abcdefghij012345678e1:q4:ping1:t4:aaaa1:y1:qe",
        "d1:ad2:id21:abcdefghij0123456789Xe1:q4:ping1:t4:aaaa1:y1:qe",
        "d1:ad2:idi5ee1:q4:ping1:t4:aaaa1:y1:qe",
        "d1:ade1:q4:ping1:t4:aaaa1:y1:qe",
        "d1:ale1:q4:ping1:t4:aaaa1:y1:qe",
        "d1:q4:ping1:t4:aaaa1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:t4:aaaa1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q9:find_node1:t4:aaaa1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:ti5e1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q4:ping2:rol1:1e1:t4:aaaa1:y1:qe",
        "d1:rd2:id19:abcdefghij012345678e1:t4:aaaa1:y1:re",
        "d1:rd2:id20:abcdefghij01234567895:nodes25:aaaaaaaaaaaaaaaaaaaaaaaaae1:t4:aaaa1:y1:re",
        "d1:rd2:id20:abcdefghij01234567895:nodesi5ee1:t4:aaaa1:y1:re",
        "d1:rd2:id20:abcdefghij01234567896:nodes626:aaaaaaaaaaaaaaaaaaaaaaaaaae1:t4:aaaa1:y1:re",
        "d1:rd2:id20:abcdefghij01234567896:values6:abcdefe1:t4:aaaa1:y1:re",
        "d1:rd2:id20:abcdefghij01234567895:tokeni5ee1:t4:aaaa1:y1:re",
        "d2:ipi5e1:rd2:id20:abcdefghij0123456789e1:t4:aaaa1:y1:re",
        "d1:t4:aaaa1:y1:r1:v4:MJ\0\1e",
        "d1:e3:foo1:t4:aaaa1:y1:ee",
        "d1:eli4294967297e1:xe1:t4:aaaa1:y1:ee",
        "d1:el1:xi203ee1:t4:aaaa1:y1:ee",
      })
  void whatIsMissingOrOfTheWrongTypeOrLengthIsMalformed(String datagram) {
    assertRefused(Reason.MALFORMED, datagram);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4:porti0e",
        "4:porti-1e",
        "4:porti65536e",
        "4:port4:6881",
        "",
        "12:implied_porti1e4:porti65536e"
      })
  void announcementsNeedAPortThatIsOne(String port) {
    assertRefused(
        Reason.MALFORMED,
        "d1:ad2:id20:"
            + ID
            + "9:info_hash20:"
            + ID
            + port
            + "5:token1:xe1:q13:announce_peer"
            + "1:t4:aaaa1:y1:qe");
  }

  @Test
  void anImpliedPortNeedsNoOther() throws KrpcException {
    AnnouncePeer announce =
        (AnnouncePeer)
            decode(
                "d1:ad2:id20:"
                    + ID
                    + "12:implied_porti1e9:info_hash20:"
                    + ID
                    + "5:token1:xe1:q13:announce_peer1:t4:aaaa1:y1:qe");
    assertTrue(announce.impliedPort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d1:ad2:id20:abcdefghij0123456789e1:q4:vote1:t4:aaaa1:y1:qe",
        "d1:ad2:id20:abcdefghij0123456789e1:q0:1:t4:aaaa1:y1:qe",
        "d1:t4:aaaa1:y1:xe",
        "d1:t4:aaaa1:y2:qqe",
        "d1:t4:aaaa1:y0:e",
      })
  void kindsThatWeDoNotKnowAreCountedAsSuch(String datagram) {
    assertRefused(Reason.UNKNOWN_METHOD, datagram);
  }

  @Test
  void shorterThan15AndLongerThan2048BytesIsNoMessage() throws KrpcException {
    assertRefused(Reason.SIZE, "d1:t0:1:y1:re".substring(0, 13));
    assertRefused(Reason.SIZE, "");
    String valid = "d1:rd2:id20:" + ID + "e1:t4:aaaa1:y1:re";
    decode(valid + "x".repeat(KrpcCodec.MAX_SIZE - valid.length()));
    assertRefused(Reason.SIZE, valid + "x".repeat(KrpcCodec.MAX_SIZE + 1 - valid.length()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "li1ei2ei3ei4ei5ee",
        "30:dddddddddddddddddddddddddddddd"
      })
  void whatIsNoDictionaryIsNoMessage(String datagram) {
    assertRefused(Reason.NOT_BENCODED, datagram);
  }

  /** Section 4.9 of the wire reference: what fits into an Ethernet frame, and what we may send. */
  @Test
  void answersWithAValueAndAFewNodesFitIntoAFrame() {
    NodeInfo ipv4 = new NodeInfo(SENDER, new InetSocketAddress("192.0.2.1", 6881));
    NodeInfo ipv6 = new NodeInfo(SENDER, new InetSocketAddress("2001:db8::1", 6881));
    assertTrue(sizeBesideALargeValue(Collections.nCopies(8, ipv4), "192.0.2.2") <= 1472);
    assertTrue(sizeBesideALargeValue(Collections.nCopies(5, ipv6), "2001:db8::2") <= 1452);
    List<NodeInfo> both = List.of(ipv4, ipv4, ipv4, ipv4, ipv6, ipv6);
    assertTrue(sizeBesideALargeValue(both, "2001:db8::2") <= 1452);
  }

  private static int sizeBesideALargeValue(List<NodeInfo> nodes, String requester) {
    MutableItem item =
        new MutableItem(
            Vectors.ascii("k".repeat(32)),
            Bytes.EMPTY,
            1760000000000000L,
            new Signature(Vectors.ascii("s".repeat(64))),
            BencodedValue.ofString(Vectors.ascii("v".repeat(BencodedValue.MAX_SIZE))));
    Response answer =
        new Response(
            T,
            SENDER,
            Optional.of(new InetSocketAddress(requester, 6881)),
            false,
            new ResponseBody.MutableValue(nodes, Optional.of(Vectors.ascii("8 bytes!")), item));
    return KrpcCodec.encode(answer).size();
  }

  @Test
  void theTextOfAnErrorCannotFloodOrSteerTheLog() throws KrpcException {
    String text = "\u001b[31m\n" + "x".repeat(500);
    KrpcMessage error = decode("d1:eli203e" + text.length() + ":" + text + "e1:t1:a1:y1:ee");
    assertEquals(text, ((KrpcError) error).message());
    assertEquals("203 ?[31m?" + "x".repeat(94), error.toString());
  }

  private static Response acknowledgement(Bytes transaction, Optional<InetSocketAddress> ip) {
    return new Response(transaction, SENDER, ip, false, new ResponseBody.Acknowledgement());
  }

  private static ResponseBody afterTheWire(ResponseBody body) throws KrpcException {
    Response response = new Response(T, SENDER, Optional.empty(), false, body);
    return ((Response) KrpcCodec.decode(KrpcCodec.encode(response))).body();
  }

  @Test
  void aPutWithoutTargetIsMeantForWhereItsContentBelongs() throws KrpcException {
    String target = "6:target20:" + ID;
    PutImmutable immutable = (PutImmutable) decode(put("").replace(target, ""));
    assertEquals(immutable.value().target(), immutable.target());
    String signed = put(KEY + "4:salt2:xy3:seqi5e" + SIG).replace(target, "");
    PutMutable mutable = (PutMutable) decode(signed);
    assertEquals(mutable.item().target(), mutable.target());
    assertRefused(Reason.MALFORMED, put("").replace(target, "6:target2:xy"));
  }

  private static String put(String parts) {
    return "d1:ad2:id20:"
        + ID
        + parts
        + "6:target20:"
        + ID
        + "5:token1:x1:v1:ve1:q3:put"
        + "1:t4:aaaa1:y1:qe";
  }

  private static String encode(KrpcMessage message) {
    return Vectors.text(KrpcCodec.encode(message));
  }

  private static KrpcMessage decode(String datagram) throws KrpcException {
    return KrpcCodec.decode(Vectors.ascii(datagram));
  }

  private static void assertRefused(Reason reason, String datagram) {
    assertEquals(reason, assertThrows(KrpcException.class, () -> decode(datagram)).reason());
  }

  /** The one form that BEP 3 allows, made by other means than those that are tested. */
  private static Bytes canonical(Bencode value) {
    if (value instanceof Bencode.Int integer) {
      return Vectors.ascii("i" + integer.value() + "e");
    } else if (value instanceof Bencode.Text text) {
      return Vectors.ascii(text.size() + ":").concat(text.content());
    } else if (value instanceof Bencode.Sequence list) {
      Bytes all =
          list.items().stream().map(KrpcCodecTest::canonical).reduce(Bytes.EMPTY, Bytes::concat);
      return Vectors.ascii("l").concat(all).concat(Vectors.ascii("e"));
    }
    Bencode.Dictionary dictionary = (Bencode.Dictionary) value;
    Bytes all =
        dictionary.keys().stream()
            .map(key -> Vectors.text(key.content()))
            .sorted()
            .map(
                key ->
                    Vectors.ascii(key.length() + ":" + key)
                        .concat(canonical(dictionary.find(key).orElseThrow())))
            .reduce(Bytes.EMPTY, Bytes::concat);
    return Vectors.ascii("d").concat(all).concat(Vectors.ascii("e"));
  }
}
