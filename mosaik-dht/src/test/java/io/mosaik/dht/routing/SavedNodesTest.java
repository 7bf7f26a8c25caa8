package io.mosaik.dht.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.dht.Seeds;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SavedNodesTest {

  private static final Random RANDOM = new Random(21);
  private static final NodeInfo IPV4 = node("192.0.2.1", 6881);
  private static final NodeInfo IPV6 = node("2001:db8::1", 1);

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    for (List<NodeInfo> nodes : List.of(List.of(IPV4, IPV6), List.<NodeInfo>of())) {
      assertEquals(nodes, SavedNodes.read(SavedNodes.write(nodes)));
    }
  }

  @Test
  void eachNodeHasALine() {
    String[] lines = text(SavedNodes.write(List.of(IPV4, IPV6))).split("\n");
    assertEquals("mosaik-dht-nodes 1", lines[0]);
    assertEquals(IPV4.id() + " 192.0.2.1:6881", lines[1]);
    assertEquals(IPV6.id() + " [2001:db8::1]:1", lines[2]);
    assertTrue(lines[3].startsWith("end 2 "), lines[3]);
  }

  @Test
  void theMostThatIsWrittenCanBeRead() throws Exception {
    NodeInfo longest = node("2001:db80:1111:2222:3333:4444:5555:6666", 65535);
    Bytes file = SavedNodes.write(Collections.nCopies(SavedNodes.MAX_NODES + 9, longest));
    assertEquals(SavedNodes.MAX_NODES, SavedNodes.read(file).size());
  }

  @Test
  void nodesThatNothingCanBeSentToAreLeftOut() throws Exception {
    List<NodeInfo> nodes = List.of(node("224.0.0.1", 5), IPV4, node("255.255.255.255", 5));
    assertEquals(List.of(IPV4), SavedNodes.read(SavedNodes.write(nodes)));
  }

  @Test
  void aFileOfAnotherKindIsRefused() {
    for (String other :
        List.of("", "\n", "root:x:0:0:root:/root:/bin/bash\n", "mosaik-dht-nodes 2\nend 0 00\n")) {
      assertRefused(other);
    }
    assertRefused("mosaik-dht-nodes 1\n" + "x".repeat(SavedNodes.MAX_SIZE));
  }

  @Test
  void linesThatAreNoNodesAreRefusedThoughTheSumIsRight() {
    String id = IPV4.id().toString();
    for (String line :
        List.of(
            id + " 192.0.2.1",
            id + " 192.0.2.1:0",
            id + " 192.0.2.1:65536",
            id + " router.example:6881",
            id + "192.0.2.1:6881",
            id.substring(2) + " 192.0.2.1:6881",
            "zz" + id.substring(2) + " 192.0.2.1:6881",
            " ",
            "")) {
      assertRefused(sealed("mosaik-dht-nodes 1\n" + line + "\n", 1));
    }
    assertRefused(sealed("mosaik-dht-nodes 1\n", 1));
  }

  @Test
  void noFlippedByteAndNoMissingOneGoesUnnoticed() {
    Seeds.check(
        random -> {
          byte[] file = SavedNodes.write(List.of(IPV4, IPV6)).toArray();
          byte[] broken = file.clone();
          int at = random.nextInt(broken.length);
          broken[at] ^= (byte) (1 + random.nextInt(255));
          assertRefused(text(Bytes.of(broken)));
          assertRefused(text(Bytes.of(file, 0, random.nextInt(file.length))));
          byte[] noise = new byte[random.nextInt(200)];
          random.nextBytes(noise);
          assertRefused("mosaik-dht-nodes 1\n" + text(Bytes.of(noise)));
        });
  }

  @Test
  void severalHundredNodesSurvive() throws Exception {
    List<NodeInfo> nodes = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      nodes.add(node("20.0." + i / 250 + "." + (1 + i % 250), 1 + RANDOM.nextInt(65535)));
    }
    assertEquals(nodes, SavedNodes.read(SavedNodes.write(nodes)));
  }

  private static String sealed(String lines, int count) {
    CRC32C crc = new CRC32C();
    crc.update(lines.getBytes(StandardCharsets.ISO_8859_1));
    return lines + String.format(Locale.ROOT, "end %d %08x%n", count, crc.getValue());
  }

  private static void assertRefused(String file) {
    Bytes bytes = Bytes.of(file.getBytes(StandardCharsets.ISO_8859_1));
    assertThrows(SavedNodes.CorruptException.class, () -> SavedNodes.read(bytes));
  }

  private static String text(Bytes file) {
    return new String(file.toArray(), StandardCharsets.ISO_8859_1);
  }

  private static NodeInfo node(String host, int port) {
    return new NodeInfo(
        NodeId.random(RANDOM), new InetSocketAddress(InetAddresses.forString(host), port));
  }
}
