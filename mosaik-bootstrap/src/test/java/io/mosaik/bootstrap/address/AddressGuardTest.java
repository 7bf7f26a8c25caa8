package io.mosaik.bootstrap.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.PeerId;
import io.mosaik.api.TransportAddress;
import io.mosaik.api.TransportAddress.Kind;
import io.mosaik.api.time.Deadline;
import io.mosaik.bootstrap.address.AddressLimits.Budget;
import io.mosaik.bootstrap.address.Admission.Reason;
import io.mosaik.bootstrap.model.AddressScopes;
import io.mosaik.internal.IpScope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressGuardTest {

  private static final PeerId STRANGER = KeyPair.fromHex("22".repeat(32)).peerId();
  private static final Set<Kind> IP_ONLY = Set.of(Kind.IP);
  private static final List<TransportAddress> NOWHERE = List.of();
  private static final DialOrigin SLOT = new DialOrigin(0, true);
  private static final Deadline NOW = Deadline.ofNanos(0);

  private final AddressGuard guard =
      new AddressGuard(new AddressLimits(8, new Budget(32, false), new Budget(4, false)));

  @Test
  void neverAMulticastBroadcastUnspecifiedOrPortZeroAddress() {
    assertRefused(Reason.MULTICAST, "224.0.0.1:80");
    assertRefused(Reason.MULTICAST, "[ff02::1%3]:80");
    assertRefused(Reason.BROADCAST, "255.255.255.255:80");
    assertRefused(Reason.BROADCAST, "240.0.0.1:80");
    assertRefused(Reason.UNSPECIFIED, "0.0.0.0:80");
    assertRefused(Reason.UNSPECIFIED, "[::]:80");
    assertRefused(Reason.PORT_ZERO, "203.0.113.7:0");
  }

  @Test
  void noDisguiseHelps() {
    assertRefused(Reason.MULTICAST, "[::ffff:224.0.0.1]:80");
    assertRefused(Reason.MULTICAST, "[2002:e000:1::]:80");
    assertRefused(Reason.LOOPBACK, "[64:ff9b::7f00:1]:80");
    assertRefused(Reason.LOOPBACK, "[::127.0.0.1]:80");
    assertRefused(Reason.LINK_LOCAL_WITHOUT_SCOPE, "[::ffff:169.254.169.254]:80");
  }

  @Test
  void oneAddressInTwoSpellingsIsDialledOnce() {
    assertEquals(
        List.of("203.0.113.7:1"),
        dialled(admit(NOWHERE, "203.0.113.7:1", "[::ffff:203.0.113.7]:1")));
    assertEquals(List.of("203.0.113.8:1"), dialled(admit(NOWHERE, "[::ffff:203.0.113.8]:1")));
  }

  @Test
  void whateverARecordNamesNothingForbiddenIsDialled() throws Exception {
    for (long seed : new long[] {5, 20261122}) {
      Random random = new Random(seed);
      for (int round = 0; round < 2000; round++) {
        List<TransportAddress> addresses = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
          addresses.add(TransportAddress.ip(anyAddress(random), random.nextInt(3)));
        }
        PeerAddress stranger = PeerAddress.of(STRANGER, addresses);
        Deadline now = Deadline.ofNanos(round * 1_000_000_000L);
        Admission admission = guard.admit(stranger, SLOT, IP_ONLY, NOWHERE, now);
        String which = "seed " + seed + ", round " + round + ": " + admission;
        assertTrue(admission.dial().addresses().size() <= 8, which);
        for (TransportAddress dialled : admission.dial().addresses()) {
          TransportAddress.Ip ip = (TransportAddress.Ip) dialled;
          assertTrue(ip.port() != 0, which);
          IpScope scope = IpScope.of(ip.address());
          assertTrue(scope == IpScope.PUBLIC || scope == IpScope.PRIVATE, which);
        }
      }
    }
  }

  /** Random, but often at the edges of the blocks that matter. */
  private static InetAddress anyAddress(Random random) throws UnknownHostException {
    byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(bytes);
    byte[] edges = {0, 10, 127, (byte) 169, (byte) 224, (byte) 240, -1, (byte) 0xfe, (byte) 0xfc};
    bytes[0] = random.nextBoolean() ? edges[random.nextInt(edges.length)] : bytes[0];
    if (bytes.length == 16 && random.nextInt(3) == 0) {
      Arrays.fill(bytes, 0, 12, (byte) 0);
      bytes[10] = (byte) -random.nextInt(2);
      bytes[11] = bytes[10];
      bytes[12] = edges[random.nextInt(edges.length)];
    }
    return InetAddress.getByAddress(bytes);
  }

  @Test
  void linkLocalOnlyWithAScope() {
    assertRefused(Reason.LINK_LOCAL_WITHOUT_SCOPE, "[fe80::1]:80");
    assertRefused(Reason.LINK_LOCAL_WITHOUT_SCOPE, "169.254.169.254:80");
    assertEquals(List.of("[fe80::1%3]:80"), dialled(admit(NOWHERE, "[fe80::1%3]:80")));
  }

  @Test
  void loopbackOnlyIfWeHaveALoopbackAddressOurselves() {
    assertRefused(Reason.LOOPBACK, "127.0.0.1:80");
    assertRefused(Reason.LOOPBACK, "[::1]:80");
    List<TransportAddress> own = List.of(TransportAddress.parseIp("127.0.0.1:1"));
    assertEquals(
        List.of("127.0.0.1:80", "[::1]:80"), dialled(admit(own, "127.0.0.1:80", "[::1]:80")));
  }

  @Test
  void loopbackIsDialledByANodeThatIsOnLoopbackThoughItHasNoAddress() {
    guard.onLoopback(true);
    assertEquals(List.of("127.0.0.1:80"), dialled(admit(NOWHERE, "127.0.0.1:80")));
    assertEquals(peer("127.0.0.1:80"), guard.permitted(peer("127.0.0.1:80"), NOWHERE));
    guard.onLoopback(false);
    assertRefused(Reason.LOOPBACK, "127.0.0.1:80");
  }

  @Test
  void thePolicyDecidesWhichScopesAreDialled() {
    String[] texts = {"203.0.113.1:1", "10.0.0.1:1", "127.0.0.1:1", "[fe80::1%2]:1", "224.0.0.1:1"};
    List<TransportAddress> own = List.of(TransportAddress.parseIp("127.0.0.1:1"));
    AddressGuard open = guard(AddressScopes.ALL);
    AddressGuard narrow = guard(AddressScopes.PUBLIC_ONLY);
    narrow.onLoopback(true);
    assertEquals(
        List.of("10.0.0.1:1", "127.0.0.1:1", "203.0.113.1:1", "[fe80::1%2]:1"),
        dialled(open.admit(peer(texts), SLOT, IP_ONLY, NOWHERE, NOW)));
    Admission admission = narrow.admit(peer(texts), SLOT, IP_ONLY, own, NOW);
    assertEquals(List.of("203.0.113.1:1"), dialled(admission));
    assertEquals(
        new Admission.Refusal(TransportAddress.parseIp("10.0.0.1:1"), Reason.NOT_PUBLIC),
        admission.refused().get(0));
    assertEquals(peer("203.0.113.1:1"), narrow.permitted(peer(texts), own));
  }

  private static AddressGuard guard(AddressScopes scopes) {
    return new AddressGuard(
        new AddressLimits(8, new Budget(32, false), new Budget(4, false), scopes));
  }

  @Test
  void theMostUsefulAddressesOfARecordAreDialledAndNoMoreThanAllowed() {
    String[] texts = {
      "10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1", "203.0.113.1:1", "203.0.113.2:1",
      "198.51.100.3:1", "[2001:db8::1]:1", "[2001:db8::2]:1", "[fe80::1%2]:1", "[fd00::1]:1"
    };
    Admission admission = admit(NOWHERE, texts);
    List<String> dialled = dialled(admission);
    assertEquals(8, dialled.size());
    assertTrue(dialled.containsAll(Arrays.asList(texts).subList(3, 8)), dialled::toString);
    assertFalse(dialled.contains("[fe80::1%2]:1"));
    assertEquals(2, admission.refused().size());
    assertTrue(
        admission.refused().stream().allMatch(refusal -> refusal.reason() == Reason.TOO_MANY));
    assertFalse(admission.isOverBudget());
  }

  @Test
  void r46ASlotSpendsNoMoreThanItsOwnShareOnASilentPrefix() {
    String[] ports = {"203.0.113.7:1", "203.0.113.7:2", "203.0.113.7:3", "203.0.113.7:4"};
    for (int slot = 0; slot < 16; slot++) {
      assertEquals(2, dialled(admit(slot, NOW, ports)).size());
      assertTrue(admit(slot, NOW, ports).isOverBudget());
      assertTrue(admit(slot, NOW, "[::ffff:203.0.113.7]:9").isOverBudget(), "another spelling");
      assertTrue(admit(slot, NOW, "[64:ff9b::cb00:7107]:9").isOverBudget(), "a translated one");
      assertTrue(admit(slot, NOW, "203.0.113.200:9").isOverBudget(), "a neighbour");
      assertEquals(1, dialled(admit(slot, NOW, "203.0.114.1:1", "203.0.113.7:1")).size());
    }
    Deadline later = NOW.plus(DialBudgets.SILENT_INTERVAL);
    assertEquals(1, dialled(admit(3, later, ports)).size());
  }

  @Test
  void r46AllSlotsTogetherSendLittleToAThirdParty() {
    long handshakes = 0;
    for (Deadline now = NOW; Duration.ofHours(1).compareTo(NOW.until(now)) > 0; ) {
      guard.scanStarted();
      for (int slot = 0; slot < 16; slot++) {
        String[] victims = new String[28];
        for (int i = 0; i < victims.length; i++) {
          victims[i] = "203.0.113." + (i + 1) + ":" + (1000 + slot);
        }
        handshakes += dialled(admit(slot, now, victims)).size();
      }
      now = now.plus(Duration.ofSeconds(5));
    }
    long bytes = handshakes * 1228; // an Initial of 1200 bytes, UDP and IPv4 headers
    assertTrue(bytes < 2_000_000, () -> bytes + " bytes");
  }

  @Test
  void r46EverySlotHasItsTurnInEveryScanWhateverTheOthersName() {
    guard.heardFrom(List.of(TransportAddress.parseIp("203.0.113.7:9")));
    for (int scan = 0; scan < 20; scan++) {
      guard.scanStarted();
      for (int slot = 0; slot < 15; slot++) {
        admit(slot, NOW, "203.0.113.7:1", "203.0.113.7:2", "203.0.113.7:3");
      }
      assertEquals(List.of("203.0.113.7:4433"), dialled(admit(15, NOW, "203.0.113.7:4433")));
    }
  }

  @Test
  void r46OlderVersionsOfASlotLeaveATokenForTheNewest() {
    PeerAddress older = peer("203.0.113.7:1", "203.0.113.7:2", "203.0.113.7:3");
    guard.admit(older, new DialOrigin(0, false), IP_ONLY, NOWHERE, NOW);
    assertEquals(1, dialled(admit(0, NOW, "203.0.113.7:4433")).size());
    guard.heardFrom(List.of(TransportAddress.parseIp("203.0.113.7:9")));
    for (int i = 0; i < 40; i++) {
      guard.admit(older, new DialOrigin(0, false), IP_ONLY, NOWHERE, NOW);
    }
    assertEquals(1, dialled(admit(0, NOW, "203.0.113.7:4433")).size());
  }

  @Test
  void aRecordIsJudgedByTheFirstFewAddressesOfAPrefix() {
    String[] many = new String[28];
    for (int i = 0; i < many.length; i++) {
      many[i] = "203.0.113.7:" + (1000 + i);
    }
    assertEquals(3, guard.considered(peer(many), 0).addresses().size());
    assertEquals(
        3,
        guard
            .considered(peer("203.0.113.7:1", "[2001:db8::1]:1", "10.0.0.1:1"), 0)
            .addresses()
            .size());
    String[] local = {"10.0.0.1:1", "10.0.0.1:2", "10.0.0.1:3", "10.0.0.1:4"};
    assertEquals(4, guard.considered(peer(local), 0).addresses().size());
  }

  @Test
  void budgetsSpareAddressesThatAreNotPublicUnlessSetForAll() {
    List<TransportAddress> own = List.of(TransportAddress.parseIp("127.0.0.1:1"));
    AddressGuard strict =
        new AddressGuard(new AddressLimits(8, new Budget(1, true), new Budget(1, true)));
    for (int i = 0; i < 100; i++) {
      assertFalse(admit(own, "127.0.0.1:80", "10.0.0.1:80").isOverBudget());
      assertTrue(guard.mayHandOn(peer("127.0.0.1:80")));
    }
    PeerAddress local = peer("127.0.0.1:80");
    assertFalse(strict.admit(local, SLOT, IP_ONLY, own, NOW).isOverBudget());
    assertTrue(strict.admit(local, SLOT, IP_ONLY, own, NOW).isOverBudget());
    assertTrue(strict.mayHandOn(local));
    assertFalse(strict.mayHandOn(local));
  }

  @Test
  void whatNoPingerSpeaksIsNotDialled() {
    TransportAddress relay = new TransportAddress.Relay("https://r.example/");
    TransportAddress custom = new TransportAddress.Custom(1, Bytes.EMPTY);
    PeerAddress stranger = PeerAddress.of(STRANGER, relay, custom);
    Admission ipOnly = guard.admit(stranger, SLOT, IP_ONLY, NOWHERE, NOW);
    assertTrue(ipOnly.dial().addresses().isEmpty());
    assertTrue(ipOnly.refused().stream().allMatch(r -> r.reason() == Reason.NO_PINGER));
    Admission all = guard.admit(stranger, SLOT, Set.of(Kind.values()), NOWHERE, NOW);
    assertEquals(stranger, all.dial());
  }

  @Test
  void aRelayByAddressIsJudgedAsThatAddress() {
    PeerAddress stranger =
        PeerAddress.of(
            STRANGER,
            new TransportAddress.Relay("http://127.0.0.1:3340/"),
            new TransportAddress.Relay("http://[::1]:3340/"),
            new TransportAddress.Relay("http://169.254.169.254/"),
            new TransportAddress.Relay("http://10.78.0.1:3340/"));
    Admission admission = guard.admit(stranger, SLOT, Set.of(Kind.RELAY), NOWHERE, NOW);
    assertEquals(List.of("http://10.78.0.1:3340/"), dialled(admission));
  }

  @Test
  void r40FourPeersOfOnePrefixAreHandedOnPerScan() {
    for (int i = 0; i < 4; i++) {
      assertTrue(guard.mayHandOn(peer("203.0.113." + i + ":1")));
    }
    assertFalse(guard.mayHandOn(peer("203.0.113.200:1")));
    assertFalse(guard.mayHandOn(peer("203.0.113.200:1", "198.51.100.1:1")), "an alibi");
    assertTrue(guard.mayHandOn(peer("198.51.100.1:1")));
    assertTrue(guard.mayHandOn(PeerAddress.of(STRANGER)), "nothing to count by");
    guard.scanStarted();
    assertTrue(guard.mayHandOn(peer("203.0.113.200:1")));
  }

  @Test
  void aPeerThatIsNotHandedOnCountsForNothing() {
    for (int i = 0; i < 4; i++) {
      guard.mayHandOn(peer("203.0.113." + i + ":1"));
    }
    for (int i = 0; i < 10; i++) {
      assertFalse(guard.mayHandOn(peer("203.0.113.9:1", "198.51.100.1:1")));
    }
    assertTrue(guard.mayHandOn(peer("198.51.100.1:1")));
  }

  @Test
  void whatIsPermittedDoesNotDependOnPingersOrBudgets() {
    PeerAddress stranger =
        PeerAddress.of(
            STRANGER,
            new TransportAddress.Relay("https://r.example/"),
            TransportAddress.parseIp("224.0.0.1:1"),
            TransportAddress.parseIp("127.0.0.1:1"),
            TransportAddress.parseIp("203.0.113.1:1"));
    assertEquals(
        PeerAddress.of(
            STRANGER,
            new TransportAddress.Relay("https://r.example/"),
            TransportAddress.parseIp("203.0.113.1:1")),
        guard.permitted(stranger, NOWHERE));
  }

  private void assertRefused(Reason reason, String text) {
    Admission admission = admit(NOWHERE, text);
    assertTrue(admission.dial().addresses().isEmpty(), text);
    assertEquals(
        List.of(new Admission.Refusal(TransportAddress.parseIp(text), reason)),
        admission.refused());
  }

  private Admission admit(int slot, Deadline now, String... texts) {
    return guard.admit(peer(texts), new DialOrigin(slot, true), IP_ONLY, NOWHERE, now);
  }

  private Admission admit(List<TransportAddress> own, String... texts) {
    return guard.admit(peer(texts), SLOT, IP_ONLY, own, NOW);
  }

  private static PeerAddress peer(String... texts) {
    return PeerAddress.of(STRANGER, Arrays.stream(texts).map(TransportAddress::parseIp).toList());
  }

  private static List<String> dialled(Admission admission) {
    return admission.dial().addresses().stream().map(TransportAddress::toString).toList();
  }
}
