package io.mosaik.dht.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.Signature;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.ErrorCode;
import io.mosaik.dht.krpc.KrpcException;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.PutImmutable;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.routing.NodeId;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ItemStoreTest {

  private static final Deadline START = Deadline.ofNanos(0);
  private static final InetAddress FROM = InetAddresses.forString("192.0.2.1");
  private static final NodeId SENDER = NodeId.random(new Random(1));
  private static final Bytes NO_TOKEN = Bytes.EMPTY;
  private static final Bytes TOO_LONG_SALT = Bytes.of(new byte[MutableItem.MAX_SALT_SIZE + 1]);
  private static final Bytes TOO_BIG = Bytes.of(new byte[BencodedValue.MAX_SIZE + 1]);
  private static final Signature BAD_SIGNATURE = new Signature(Bytes.of(new byte[64]));
  private static final OptionalLong NO_CAS = OptionalLong.empty();

  private final KeyPair keys = KeyPair.generate(new Random(2));
  private final WriteTokens tokens = new WriteTokens(new Random(3), START);
  private final ItemStore store =
      new ItemStore(tokens, new StoreLimits(3, 3, 1, 1), ItemStore.DEFAULT_LIFETIME, () -> {});

  /** BEP 44, "Test vectors", 1 and 2: key, value, sequence number and signature. */
  @Test
  void theMutableExamplesOfBep44AreStored() {
    Bytes key = Bytes.fromHex("77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548");
    BencodedValue value = BencodedValue.ofString(ascii("Hello World!"));
    MutableItem plain =
        new MutableItem(
            key,
            Bytes.EMPTY,
            1,
            new Signature(
                Bytes.fromHex(
                    "305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
                        + "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01")),
            value);
    MutableItem salted =
        new MutableItem(
            key,
            ascii("foobar"),
            1,
            new Signature(
                Bytes.fromHex(
                    "6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
                        + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08")),
            value);
    assertEquals("4a533d47ec9c7d95b1ad75f576cffc641853b750", plain.target().toString());
    assertEquals("411eba73b6f087ca51a3795d9c8c938d365e32c1", salted.target().toString());
    assertStored(put(plain));
    assertStored(put(salted));
    assertEquals(Optional.of(plain), store.mutable(plain.target(), START));
    assertEquals(Optional.of(salted), store.mutable(salted.target(), START));
  }

  /** BEP 44, "Test vectors", 3. */
  @Test
  void theImmutableExampleOfBep44IsStored() {
    BencodedValue value = BencodedValue.ofString(ascii("Hello World!"));
    assertEquals("e5f96f6f38320f0f33959cb4d3d656452117aadb", value.target().toString());
    assertStored(putImmutable(value.target(), value));
    assertEquals(Optional.of(value), store.immutable(value.target(), START));
  }

  @Test
  void valuesOfAnyKindAreStored() throws KrpcException {
    BencodedValue dictionary = BencodedValue.parse(ascii("d1:ali1e1:xee"));
    assertStored(putImmutable(dictionary.target(), dictionary));
    MutableItem item = signed(Bytes.EMPTY, 1, dictionary);
    assertStored(put(item));
    assertEquals(Optional.of(item), store.mutable(item.target(), START));
  }

  @Test
  void whatOthersHaveStoredIsKeptUnlessSomethingMoreRecentIsThere() {
    MutableItem first = item(5, "first");
    store.keep(first, START);
    store.keep(item(4, "older"), START);
    assertEquals(Optional.of(first), store.mutable(first.target(), START));
    MutableItem other = item(5, "other");
    store.keep(other, START);
    assertEquals(Optional.of(other), store.mutable(first.target(), START));
    MutableItem newer = item(6, "newer");
    store.keep(newer, START);
    assertEquals(Optional.of(newer), store.mutable(first.target(), START));
  }

  @Test
  void whatIsKeptAgainLivesOn() {
    MutableItem item = item(5, "same");
    store.keep(item, START);
    Deadline again = START.plus(ItemStore.DEFAULT_LIFETIME.dividedBy(2));
    store.keep(item, again);
    Deadline later = START.plus(ItemStore.DEFAULT_LIFETIME).plus(Duration.ofMinutes(1));
    assertEquals(Optional.of(item), store.mutable(item.target(), later));
  }

  @Test
  void withoutATokenNothingIsStored() {
    MutableItem item = item(1, "value");
    assertRefused(ErrorCode.PROTOCOL, put(item, item.target(), NO_TOKEN, NO_CAS));
    Bytes foreign = tokens.issue(InetAddresses.forString("192.0.2.2"), START);
    assertRefused(ErrorCode.PROTOCOL, put(item, item.target(), foreign, NO_CAS));
    assertEquals(0, store.size());
  }

  @Test
  void aStringOf1000BytesIsStoredAndOneMoreIsNot() {
    assertStored(put(signed(Bytes.EMPTY, 1, BencodedValue.ofString(Bytes.of(new byte[1000])))));
    MutableItem tooBig = signed(Bytes.EMPTY, 2, BencodedValue.ofString(TOO_BIG));
    assertRefused(ErrorCode.VALUE_TOO_BIG, put(tooBig));
    BencodedValue value = BencodedValue.ofString(TOO_BIG);
    assertRefused(ErrorCode.VALUE_TOO_BIG, putImmutable(value.target(), value));
  }

  /** Each answer would be as large: more than a frame, for a question of a hundred bytes. */
  @Test
  void aShortStringOfWhichTheLengthHasManyZerosIsNotStored() throws KrpcException {
    BencodedValue padded = BencodedValue.parse(ascii("0".repeat(1800) + "1:a"));
    assertRefused(ErrorCode.VALUE_TOO_BIG, put(signed(Bytes.EMPTY, 1, padded)));
    assertRefused(ErrorCode.VALUE_TOO_BIG, putImmutable(padded.target(), padded));
    assertEquals(0, store.size());
  }

  @Test
  void ofOtherValuesTheWholeEncodingCounts() throws KrpcException {
    BencodedValue fits = BencodedValue.parse(ascii("l994:" + "x".repeat(994) + "e"));
    assertEquals(1000, fits.size());
    assertStored(putImmutable(fits.target(), fits));
    BencodedValue tooBig = BencodedValue.parse(ascii("l995:" + "x".repeat(995) + "e"));
    assertRefused(ErrorCode.VALUE_TOO_BIG, putImmutable(tooBig.target(), tooBig));
  }

  @Test
  void aSaltOf64BytesIsStoredAndOneMoreIsNot() {
    BencodedValue value = BencodedValue.ofString(ascii("value"));
    assertStored(put(signed(Bytes.of(new byte[64]), 1, value)));
    assertRefused(ErrorCode.SALT_TOO_BIG, put(signed(TOO_LONG_SALT, 1, value)));
  }

  @Test
  void anItemIsStoredUnderItsOwnTargetOnly() {
    MutableItem item = item(1, "value");
    Bytes token = tokens.issue(FROM, START);
    assertRefused(ErrorCode.PROTOCOL, put(item, SENDER, token, NO_CAS));
    BencodedValue value = BencodedValue.ofString(ascii("value"));
    assertRefused(ErrorCode.PROTOCOL, putImmutable(SENDER, value));
    assertEquals(0, store.size());
  }

  @Test
  void aNegativeSequenceNumberIsRefused() {
    assertRefused(ErrorCode.PROTOCOL, put(item(-1, "value")));
    assertStored(put(item(0, "value")));
    assertStored(put(item(Long.MAX_VALUE, "value")));
  }

  @Test
  void aForgedSignatureIsRefused() {
    MutableItem item = item(1, "value");
    assertRefused(ErrorCode.INVALID_SIGNATURE, put(withSignature(item, BAD_SIGNATURE)));
    MutableItem otherValue =
        new MutableItem(
            item.key(),
            item.salt(),
            item.seq(),
            item.signature(),
            BencodedValue.ofString(ascii("other")));
    assertRefused(ErrorCode.INVALID_SIGNATURE, put(otherValue));
    assertEquals(0, store.size());
  }

  @Test
  void aForgedSignatureIsRefusedEvenOverTheSameItem() {
    MutableItem item = item(1, "value");
    assertStored(put(item));
    assertRefused(ErrorCode.INVALID_SIGNATURE, put(withSignature(item, BAD_SIGNATURE)));
    assertEquals(Optional.of(item), store.mutable(item.target(), START));
  }

  @Test
  void aKeyThatIsNoPointIsAnInvalidSignature() {
    MutableItem item =
        new MutableItem(
            Bytes.fromHex("02" + "00".repeat(31)),
            Bytes.EMPTY,
            1,
            BAD_SIGNATURE,
            BencodedValue.ofString(ascii("value")));
    assertRefused(ErrorCode.INVALID_SIGNATURE, put(item));
  }

  @Test
  void aNewerItemReplacesAnOlderOne() {
    assertStored(put(item(1, "old")));
    MutableItem newer = item(2, "new");
    assertStored(put(newer));
    assertEquals(Optional.of(newer), store.mutable(newer.target(), START));
    assertEquals(1, store.size());
  }

  @Test
  void anOlderItemIsRefused() {
    MutableItem newer = item(2, "new");
    assertStored(put(newer));
    assertRefused(ErrorCode.SEQUENCE_TOO_LOW, put(item(1, "old")));
    assertEquals(Optional.of(newer), store.mutable(newer.target(), START));
  }

  @Test
  void anEqualSequenceNumberReplacesEvenWithAnotherValue() {
    assertStored(put(item(2, "one")));
    MutableItem other = item(2, "two");
    assertStored(put(other));
    assertEquals(Optional.of(other), store.mutable(other.target(), START));
  }

  @Test
  void swapIsIgnoredWhereNothingIsStored() {
    assertStored(putWithCas(item(5, "value"), 4));
  }

  @Test
  void swapOfZeroIsRefusedWhereSomethingIsStored() {
    assertStored(put(item(1, "value")));
    assertRefused(ErrorCode.CAS_MISMATCH, putWithCas(item(2, "value"), 0));
  }

  @Test
  void swapNeedsTheStoredSequenceNumber() {
    assertStored(put(item(1, "one")));
    assertRefused(ErrorCode.CAS_MISMATCH, putWithCas(item(5, "five"), 2));
    assertRefused(ErrorCode.CAS_MISMATCH, putWithCas(item(5, "five"), -1));
    assertStored(putWithCas(item(5, "five"), 1));
  }

  @Test
  void swapIsIgnoredWhereTheItemHasExpired() {
    assertStored(put(item(7, "value")));
    Deadline later = START.plus(ItemStore.DEFAULT_LIFETIME);
    MutableItem item = item(5, "older, but alone");
    assertStored(
        store.put(
            query(item, item.target(), tokens.issue(FROM, later), OptionalLong.of(4)),
            FROM,
            later));
  }

  /** Section 4.8 of the wire reference. Each put has all faults from its own line downwards. */
  @Test
  void ofSeveralFaultsTheFirstInTheOrderOfMainlineIsNamed() {
    assertStored(put(item(9, "stored")));
    Bytes token = tokens.issue(FROM, START);
    OptionalLong wrongCas = OptionalLong.of(3);
    MutableItem all = forged(TOO_LONG_SALT, -1, TOO_BIG);
    assertRefused(ErrorCode.PROTOCOL, put(all, SENDER, NO_TOKEN, wrongCas));
    assertRefused(ErrorCode.VALUE_TOO_BIG, put(all, SENDER, token, wrongCas));
    MutableItem fits = forged(TOO_LONG_SALT, -1, ascii("value"));
    assertRefused(ErrorCode.SALT_TOO_BIG, put(fits, SENDER, token, wrongCas));
    MutableItem unsalted = forged(Bytes.EMPTY, -1, ascii("value"));
    assertRefused(ErrorCode.PROTOCOL, put(unsalted, SENDER, token, wrongCas));
    assertRefused(ErrorCode.PROTOCOL, put(unsalted, unsalted.target(), token, wrongCas));
    MutableItem old = forged(Bytes.EMPTY, 8, ascii("value"));
    assertRefused(ErrorCode.CAS_MISMATCH, put(old, old.target(), token, wrongCas));
    assertRefused(ErrorCode.SEQUENCE_TOO_LOW, put(old, old.target(), token, NO_CAS));
    MutableItem young = forged(Bytes.EMPTY, 9, ascii("value"));
    assertRefused(ErrorCode.INVALID_SIGNATURE, put(young, young.target(), token, NO_CAS));
  }

  @Test
  void nothingBadReplacesOrEvictsWhatIsStored() {
    MutableItem item = item(5, "value");
    assertStored(put(item));
    for (int i = 0; i < 100; i++) {
      KeyPair stranger = KeyPair.generate(new Random(100 + i));
      MutableItem forged =
          new MutableItem(
              stranger.publicKey().bytes(),
              Bytes.EMPTY,
              i,
              BAD_SIGNATURE,
              BencodedValue.ofString(ascii("junk")));
      assertRefused(ErrorCode.INVALID_SIGNATURE, put(forged));
    }
    assertEquals(Optional.of(item), store.mutable(item.target(), START));
    assertEquals(1, store.size());
  }

  @Test
  void anItemLivesTwoHoursAfterItsLastPut() {
    MutableItem item = item(5, "value");
    assertStored(put(item));
    Deadline anHourLater = START.plus(Duration.ofHours(1));
    assertStored(
        store.put(
            query(item, item.target(), tokens.issue(FROM, anHourLater), NO_CAS),
            FROM,
            anHourLater));
    Deadline end = anHourLater.plus(ItemStore.DEFAULT_LIFETIME);
    assertEquals(Optional.of(item), store.mutable(item.target(), end.plusNanos(-1)));
    assertEquals(Optional.empty(), store.mutable(item.target(), end));
  }

  @Test
  void theItemNotUsedForLongestMakesRoom() {
    for (int i = 1; i <= 4; i++) {
      assertStored(put(signed(salt(i), 1, BencodedValue.ofString(ascii("value")))));
      store.mutable(target(1), START);
    }
    assertEquals(3, store.size());
    assertEquals(Optional.empty(), store.mutable(target(2), START));
    assertEquals(salt(1), store.mutable(target(1), START).orElseThrow().salt());
  }

  @Test
  void mutableAndImmutableValuesDoNotCrowdEachOtherOut() {
    for (int i = 1; i <= 3; i++) {
      assertStored(put(signed(salt(i), 1, BencodedValue.ofString(ascii("value")))));
      BencodedValue value = BencodedValue.ofString(salt(i));
      assertStored(putImmutable(value.target(), value));
    }
    assertEquals(6, store.size());
  }

  private StoreVerdict put(MutableItem item) {
    return put(item, item.target(), tokens.issue(FROM, START), NO_CAS);
  }

  private StoreVerdict putWithCas(MutableItem item, long cas) {
    return put(item, item.target(), tokens.issue(FROM, START), OptionalLong.of(cas));
  }

  private StoreVerdict put(MutableItem item, NodeId target, Bytes token, OptionalLong cas) {
    return store.put(query(item, target, token, cas), FROM, START);
  }

  private StoreVerdict putImmutable(NodeId target, BencodedValue value) {
    Bytes token = tokens.issue(FROM, START);
    return store.put(
        new PutImmutable(Bytes.EMPTY, SENDER, false, target, token, value), FROM, START);
  }

  private static PutMutable query(MutableItem item, NodeId target, Bytes token, OptionalLong cas) {
    return new PutMutable(Bytes.EMPTY, SENDER, false, target, token, item, cas);
  }

  private MutableItem item(long seq, String value) {
    return signed(Bytes.EMPTY, seq, BencodedValue.ofString(ascii(value)));
  }

  private MutableItem signed(Bytes salt, long seq, BencodedValue value) {
    Signature signature = keys.sign(MutableItem.signable(salt, seq, value));
    return new MutableItem(keys.publicKey().bytes(), salt, seq, signature, value);
  }

  private MutableItem forged(Bytes salt, long seq, Bytes value) {
    return new MutableItem(
        keys.publicKey().bytes(), salt, seq, BAD_SIGNATURE, BencodedValue.ofString(value));
  }

  private NodeId target(int salt) {
    return MutableItem.target(keys.publicKey(), salt(salt));
  }

  private static Bytes salt(int number) {
    return ascii("salt" + number);
  }

  private static MutableItem withSignature(MutableItem item, Signature signature) {
    return new MutableItem(item.key(), item.salt(), item.seq(), signature, item.value());
  }

  private static Bytes ascii(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void assertStored(StoreVerdict verdict) {
    assertEquals(new StoreVerdict.Stored(), verdict);
  }

  private static void assertRefused(ErrorCode code, StoreVerdict verdict) {
    assertEquals(code, assertInstanceOf(StoreVerdict.Refused.class, verdict).code());
  }
}
