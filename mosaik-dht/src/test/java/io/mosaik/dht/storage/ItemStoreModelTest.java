package io.mosaik.dht.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.Signature;
import io.mosaik.api.time.Deadline;
import io.mosaik.dht.Seeds;
import io.mosaik.dht.krpc.BencodedValue;
import io.mosaik.dht.krpc.MutableItem;
import io.mosaik.dht.krpc.PutMutable;
import io.mosaik.dht.routing.NodeId;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random puts, good and bad, against a model that knows which fault it made and keeps what is right
 * in a plain map. The store is large enough that nothing is evicted.
 */
@Tag("fuzz")
class ItemStoreModelTest {

  private static final InetAddress FROM = InetAddresses.forString("192.0.2.1");
  private static final NodeId SENDER = NodeId.random(new Random(1));
  private static final Duration LIFETIME = Duration.ofMinutes(20);
  private static final List<KeyPair> KEYS =
      Stream.generate(new Random(2)::nextLong)
          .limit(3)
          .map(seed -> KeyPair.generate(new Random(seed)))
          .toList();

  private record Kept(MutableItem item, Deadline expiry) {}

  private final Map<NodeId, Kept> model = new HashMap<>();

  @Test
  void agreesWithANaiveModel() {
    Seeds.check(
        random -> {
          model.clear();
          compare(random);
        });
  }

  private void compare(Random random) {
    Deadline now = Deadline.ofNanos(0);
    WriteTokens tokens = new WriteTokens(random, now);
    ItemStore store = new ItemStore(tokens, StoreLimits.DEFAULTS, LIFETIME, () -> {});
    for (int i = 0; i < 300; i++) {
      now = now.plus(Duration.ofSeconds(random.nextInt(300)));
      Deadline present = now;
      model.values().removeIf(kept -> kept.expiry().hasPassed(present));
      PutMutable query = randomPut(random, tokens.issue(FROM, now));
      int expected = expectedCode(query, tokens.issue(FROM, now));
      assertEquals(expected, code(store.put(query, FROM, now)), () -> "put of " + query);
      if (expected == 0) {
        model.put(query.target(), new Kept(query.item(), now.plus(LIFETIME)));
      }
      for (KeyPair keys : KEYS) {
        NodeId target = MutableItem.target(keys.publicKey(), Bytes.EMPTY);
        assertEquals(
            Optional.ofNullable(model.get(target)).map(Kept::item), store.mutable(target, now));
      }
    }
  }

  private static PutMutable randomPut(Random random, Bytes token) {
    KeyPair keys = KEYS.get(random.nextInt(KEYS.size()));
    Bytes salt = rarely(random) ? Bytes.of(new byte[random.nextInt(130)]) : Bytes.EMPTY;
    BencodedValue value =
        BencodedValue.ofString(
            Bytes.of(new byte[rarely(random) ? random.nextInt(2000) : random.nextInt(3)]));
    long seq = random.nextInt(8) - (rarely(random) ? 8 : 0);
    Bytes signed = MutableItem.signable(salt, rarely(random) ? 99 : seq, value);
    Signature signature = keys.sign(signed);
    MutableItem item = new MutableItem(keys.publicKey().bytes(), salt, seq, signature, value);
    return new PutMutable(
        Bytes.EMPTY,
        SENDER,
        false,
        rarely(random) ? SENDER : item.target(),
        rarely(random) ? Bytes.EMPTY : token,
        item,
        random.nextInt(3) == 0 ? OptionalLong.of(random.nextInt(8)) : OptionalLong.empty());
  }

  /** The table in section 4.8 of the wire reference, from top to bottom; 0 for none of them. */
  private int expectedCode(PutMutable query, Bytes token) {
    MutableItem item = query.item();
    Optional<Long> stored =
        Optional.ofNullable(model.get(query.target())).map(kept -> kept.item().seq());
    if (!query.token().equals(token)) {
      return 203;
    } else if (item.value().string().orElseThrow().size() > 1000) {
      return 205;
    } else if (item.salt().size() > 64) {
      return 207;
    } else if (query.target().equals(SENDER) || item.seq() < 0) {
      return 203;
    } else if (stored.isPresent()
        && query.cas().isPresent()
        && query.cas().getAsLong() != stored.get()) {
      return 301;
    } else if (stored.isPresent() && item.seq() < stored.get()) {
      return 302;
    }
    return item.hasValidSignature() ? 0 : 206;
  }

  private static int code(StoreVerdict verdict) {
    return verdict instanceof StoreVerdict.Refused refused ? refused.code().code() : 0;
  }

  private static boolean rarely(Random random) {
    return random.nextInt(10) == 0;
  }
}
