package io.mosaik.dht.krpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mosaik.api.Bytes;
import io.mosaik.dht.Seeds;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BencodeDictionaryTest {

  @Test
  void anEmptyDictionaryIsWritten() {
    assertEquals("de", text(new BencodeDictionary()));
  }

  @Test
  void keysAreSortedInWhateverOrderTheyArePut() {
    BencodeDictionary inner = new BencodeDictionary().putInt("b", -1).putText("a", "");
    BencodeDictionary outer =
        new BencodeDictionary().put("zz", inner).putText("z", "0123456789").putInt("a", 0);
    assertEquals("d1:ai0e1:z10:01234567892:zzd1:a0:1:bi-1eee", text(outer));
  }

  @Test
  void whatIsPutTwiceIsWrittenOnce() {
    assertEquals("d1:ai2ee", text(new BencodeDictionary().putInt("a", 1).putInt("a", 2)));
  }

  @Test
  void lengthsOfAnyNumberOfDigitsAreWritten() {
    for (int size : new int[] {0, 9, 10, 99, 100, 999, 1000, 1999}) {
      String content = "x".repeat(size);
      String expected = "d1:a" + size + ":" + content + "e";
      assertEquals(expected, text(new BencodeDictionary().putText("a", content)));
    }
  }

  /** Against a sorted map, put together from text. */
  @Test
  void agreesWithANaiveModel() {
    Seeds.check(
        random -> {
          for (int i = 0; i < 200; i++) {
            Map<String, String> model = new TreeMap<>();
            BencodeDictionary real = new BencodeDictionary();
            for (int n = random.nextInt(30); n > 0; n--) {
              String key = Integer.toString(random.nextInt(40), 36).repeat(1 + random.nextInt(12));
              String content = "y".repeat(random.nextInt(120));
              real.putText(key, content);
              model.put(key, content.length() + ":" + content);
            }
            StringBuilder expected = new StringBuilder("d");
            model.forEach(
                (key, value) ->
                    expected.append(key.length()).append(':').append(key).append(value));
            assertEquals(expected + "e", text(real));
          }
        });
  }

  private static String text(BencodeDictionary dictionary) {
    Bytes bytes = dictionary.toBytes();
    return Vectors.text(bytes);
  }
}
