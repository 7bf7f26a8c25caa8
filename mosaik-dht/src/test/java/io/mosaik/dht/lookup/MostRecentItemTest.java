package io.mosaik.dht.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.ResponseBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MostRecentItemTest {

  private static final KeyPair KEY = KeyPair.generate(new Random(1));

  private final List<MutableItem> improved = new ArrayList<>();
  private final AtomicInteger verifications = new AtomicInteger();
  private final MostRecentItem<MutableItem> newest =
      new MostRecentItem<>(
          KEY.publicKey(),
          Bytes.EMPTY,
          item -> {
            verifications.incrementAndGet();
            return Optional.of(item).filter(MutableItem::hasValidSignature);
          },
          improved::add);

  @Test
  void theGreaterTimestampWinsInWhateverOrderTheyCome() {
    offer(item(KEY, 5, "aa"));
    offer(item(KEY, 9, "bb"));
    offer(item(KEY, 7, "cc"));
    assertEquals(Optional.of(item(KEY, 9, "bb")), newest.best());
    assertEquals(List.of(item(KEY, 5, "aa"), item(KEY, 9, "bb")), improved);
  }

  @Test
  void ofEqualTimestampsTheGreaterPayloadWinsHoweverLongItIs() {
    offer(item(KEY, 5, "0102030405060708090a0b0c"));
    offer(item(KEY, 5, "02"));
    assertEquals(Optional.of(item(KEY, 5, "02")), newest.best());
  }

  @Test
  void theTwentiethCopyIsNotVerifiedAgain() {
    for (int i = 0; i < 20; i++) {
      assertEquals(Finding.VALUE, offer(item(KEY, 5, "aa")));
    }
    offer(item(KEY, 4, "ff"));
    assertEquals(1, verifications.get());
  }

  @Test
  void anItemOfAnotherKeyIsNotOursHoweverWellSigned() {
    KeyPair other = KeyPair.generate(new Random(2));
    assertEquals(Finding.UNUSABLE, offer(item(other, 5, "aa")));
    assertEquals(Optional.empty(), newest.best());
  }

  @Test
  void negativeSequenceNumbersAreRefused() {
    MutableItem genuine = item(KEY, 5, "aa");
    assertEquals(
        Finding.UNUSABLE,
        offer(
            new MutableItem(genuine.key(), Bytes.EMPTY, -1, genuine.signature(), genuine.value())));
  }

  @Test
  void theGreatestSequenceNumberIsOneLikeAnyOther() {
    assertEquals(Finding.VALUE, offer(item(KEY, Long.MAX_VALUE, "aa")));
  }

  @Test
  void aForgedItemDoesNotReplaceAGenuineOne() {
    MutableItem genuine = item(KEY, 5, "aa");
    offer(genuine);
    MutableItem forged =
        new MutableItem(
            genuine.key(),
            Bytes.EMPTY,
            6,
            genuine.signature(),
            BencodedValue.ofString(Bytes.fromHex("bb")));
    assertEquals(Finding.FORGED, offer(forged));
    assertEquals(Optional.of(genuine), newest.best());
  }

  @Test
  void anImmutableValueMustHaveTheHashAskedFor() {
    BencodedValue value = BencodedValue.ofString(Bytes.fromHex("aa"));
    ImmutableValue wanted = new ImmutableValue(value.target());
    assertEquals(Finding.FORGED, wanted.offer(BencodedValue.ofString(Bytes.fromHex("bb"))));
    assertEquals(false, wanted.isSatisfied());
    assertEquals(Finding.VALUE, wanted.offer(value));
    assertEquals(true, wanted.isSatisfied());
  }

  private Finding offer(MutableItem item) {
    return newest.offer(
        new ResponseBody.MutableValue(List.of(), Optional.of(Bytes.fromHex("01")), item));
  }

  private static MutableItem item(KeyPair key, long timestamp, String payload) {
    return MutableItem.of(SignedPacket.sign(key, new Timestamp(timestamp), Bytes.fromHex(payload)));
  }
}
