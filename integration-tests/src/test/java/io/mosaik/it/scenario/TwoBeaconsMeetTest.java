package io.mosaik.it.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.it.program.CliProcess;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The README's terminals: a private DHT, two beacons that share a name, and a look at the slots.
 */
class TwoBeaconsMeetTest {

  private static final Pattern BOOTSTRAP = Pattern.compile("--dht-bootstrap ([0-9.:]+)");
  private static final Pattern PEER = Pattern.compile("^peer ([0-9a-f]{64})");
  private static final Pattern SLOT = Pattern.compile("^slot ([0-9]+) is ours");

  @Test
  void twoBeaconsSeeEachOtherAndTheSlotsShowBoth() throws Exception {
    try (CliProcess testnet = CliProcess.start("testnet")) {
      String dht = find(BOOTSTRAP, testnet.awaitLine(line -> line.contains("--dht-bootstrap")));
      try (CliProcess first = beacon(dht)) {
        String firstId = find(PEER, first.awaitLine(line -> line.startsWith("peer ")));
        String firstSlot = find(SLOT, first.awaitLine(line -> line.contains("is ours")));
        try (CliProcess second = beacon(dht)) {
          String secondId = find(PEER, second.awaitLine(line -> line.startsWith("peer ")));
          second.awaitLine(line -> line.startsWith("found " + firstId));
          String secondSlot = find(SLOT, second.awaitLine(line -> line.contains("is ours")));
          first.awaitLine(line -> line.startsWith("found " + secondId));

          CliProcess look = CliProcess.start("dht", "-n", "my-app", "--dht-bootstrap", dht);
          assertEquals(0, look.awaitExit(), look.output());
          assertTrue(slotLine(look, firstSlot).contains(firstId), look.output());
          assertTrue(slotLine(look, secondSlot).contains(secondId), look.output());

          // Leaving well: the slot reads as empty to everybody.
          second.terminate();
          second.awaitExit();
          CliProcess again = CliProcess.start("dht", "-n", "my-app", "--dht-bootstrap", dht);
          assertEquals(0, again.awaitExit(), again.output());
          assertTrue(slotLine(again, firstSlot).contains(firstId), again.output());
          assertFalse(again.output().contains(secondId), again.output());
        }
      }
    }
  }

  private static CliProcess beacon(String dht) {
    return CliProcess.start("beacon", "--network", "my-app", "--dht-bootstrap", dht);
  }

  private static String slotLine(CliProcess look, String slot) {
    return look.output()
        .lines()
        .filter(line -> line.matches("slot +" + slot + " .*"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no slot " + slot + " in:\n" + look.output()));
  }

  private static String find(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    assertTrue(matcher.find(), line);
    return matcher.group(1);
  }
}
