package io.mosaik.pkarr.relay.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mosaik.api.SignedPacket;
import io.mosaik.api.spi.DhtException;
import io.mosaik.api.spi.DhtException.Reason;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.spi.Resolution;
import io.mosaik.pkarr.PkarrRelayClient;
import io.mosaik.pkarr.relay.Packets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Relays that mean harm, over real sockets, each beside an honest one: the honest one's packet is
 * found, nothing of the other's is, and writing to the bad one alone ends in a typed failure.
 */
@Timeout(60)
class HostileRelayTest {

  private static final SignedPacket PACKET = Packets.packet(1, 1_760_000_000_000_000L);
  private static final SignedPacket NEWER = Packets.packet(1, 1_760_000_000_000_001L);
  private static final long TEN_GIGABYTES = 10_000_000_000L;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }

  @Test
  void anHonestRelayIsBelieved() throws Exception {
    RawRelay honest = honest();
    Resolution resolution = resolve(client(honest.url()));
    assertEquals(new Resolution(Optional.of(PACKET), 1, 1, true), resolution);
    assertTrue(
        honest.requests().get(0).startsWith("GET /" + PACKET.key() + "?policy=NetworkOnly HTTP/1."),
        honest.requests().toString());
    assertFalse(honest.requests().get(0).contains("Upgrade"), honest.requests().toString());
  }

  @Test
  void aPacketOfAnotherKeyIsNotHandedOn() throws Exception {
    SignedPacket other = Packets.packet(2, 1_760_000_000_000_001L);
    bearsNoFruit(RawRelay.saying(ok(other.toRelayPayload().toArray())));
  }

  @Test
  void aForgedPacketIsNotHandedOn() throws Exception {
    byte[] forged = NEWER.toRelayPayload().toArray();
    forged[71] ^= 1; // a later timestamp
    bearsNoFruit(RawRelay.saying(ok(forged)));
  }

  @Test
  void aTruncatedPacketIsNotHandedOn() throws Exception {
    byte[] whole = ok(NEWER.toRelayPayload().toArray());
    bearsNoFruit(new RawRelay((request, out) -> out.write(whole, 0, whole.length - 5)));
  }

  @Test
  void anAnnouncedBodyOfTenGigabytesIsNotEvenBegun() throws Exception {
    AtomicLong written = new AtomicLong();
    bearsNoFruit(
        new RawRelay(
            (request, out) ->
                flood("Content-Length: " + TEN_GIGABYTES, TEN_GIGABYTES, out, written)));
    assertTrue(written.get() < 64 << 20, written + " bytes were taken");
  }

  @Test
  void anUnannouncedBodyOfTenGigabytesIsCutOff() throws Exception {
    AtomicLong written = new AtomicLong();
    bearsNoFruit(
        new RawRelay((request, out) -> flood("Connection: close", TEN_GIGABYTES, out, written)));
    assertTrue(written.get() < 64 << 20, written + " bytes were taken");
  }

  @Test
  void theTenGigabytesOfAFailureAreCutOffToo() throws Exception {
    AtomicLong written = new AtomicLong();
    bearsNoFruit(
        new RawRelay(
            (request, out) -> {
              write(out, "HTTP/1.1 503 Oops\r\nContent-Length: " + TEN_GIGABYTES + "\r\n\r\n");
              pour(TEN_GIGABYTES, out, written);
            }));
    assertTrue(written.get() < 64 << 20, written + " bytes were taken");
  }

  @Test
  void aBodyThatComesByteByByteEndsInTime() throws Exception {
    byte[] whole = ok(NEWER.toRelayPayload().toArray());
    bearsNoFruit(
        new RawRelay(
            (request, out) -> {
              out.write(whole, 0, whole.length - 10);
              out.flush();
              waitForEver();
            }));
  }

  @Test
  void aHeadThatNeverEndsEndsInTime() throws Exception {
    bearsNoFruit(
        new RawRelay(
            (request, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nX-Slow: ");
              waitForEver();
            }));
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    RawRelay elsewhere = opened(honest());
    for (int status : new int[] {301, 302, 303, 307, 308}) {
      byte[] redirect =
          RawRelay.response(
              status + " Elsewhere\r\nLocation: " + elsewhere.url() + "/" + PACKET.key(),
              new byte[0]);
      bearsNoFruit(RawRelay.saying(redirect));
    }
    assertEquals(List.of(), elsewhere.requests());
  }

  @Test
  void aGzipBombIsNotUnpacked() throws Exception {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (OutputStream zip = new GZIPOutputStream(bomb)) {
      zip.write(new byte[700_000]);
    }
    assertTrue(bomb.size() < 1072, bomb.size() + " bytes");
    bearsNoFruit(
        RawRelay.saying(RawRelay.response("200 OK\r\nContent-Encoding: gzip", bomb.toByteArray())));
  }

  @Test
  void aPageOfHtmlIsNoPacket() throws Exception {
    byte[] page = "<html><body>Please log in".getBytes(StandardCharsets.UTF_8);
    bearsNoFruit(RawRelay.saying(RawRelay.response("200 OK\r\nContent-Type: text/html", page)));
  }

  @Test
  void whatIsNoHttpAtAllIsAFailure() throws Exception {
    bearsNoFruit(RawRelay.saying("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aConnectionThatIsClosedAtOnceIsAFailure() throws Exception {
    bearsNoFruit(RawRelay.saying(new byte[0]));
  }

  @Test
  void endlessHeadersAreAFailure() throws Exception {
    bearsNoFruit(
        new RawRelay(
            (request, out) -> {
              write(out, "HTTP/1.1 200 OK\r\n");
              byte[] header =
                  "X-More: of the same\r\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
              for (int i = 0; i < 1000; i++) {
                out.write(header);
              }
              waitForEver();
            }));
  }

  @Test
  void writingToARelayThatRefusesSaysWhy() throws Exception {
    assertEquals(Reason.NOT_MOST_RECENT, failureOfPut("409 Conflict"));
    assertEquals(Reason.SWAP_LOST, failureOfPut("412 Precondition Failed"));
    assertEquals(Reason.CONFLICTING_WRITE, failureOfPut("428 Precondition Required"));
    assertEquals(Reason.REFUSED, failureOfPut("413 Too Large"));
  }

  /** Beside an honest relay it changes nothing; alone it yields nothing; a write to it fails. */
  private void bearsNoFruit(RawRelay bad) throws Exception {
    opened.add(bad);
    Resolution both = resolve(client(bad.url(), honest().url()));
    assertEquals(new Resolution(Optional.of(PACKET), 2, 1, true), both);
    Resolution alone = resolve(client(bad.url()));
    assertEquals(new Resolution(Optional.empty(), 1, 0, false), alone);
    for (Expected expected : List.of(Expected.any(), Expected.absent())) {
      ExecutionException failed =
          assertThrows(
              ExecutionException.class,
              () -> client(bad.url()).publish(NEWER, expected).get(20, TimeUnit.SECONDS));
      assertInstanceOf(DhtException.class, failed.getCause());
    }
  }

  private Reason failureOfPut(String status) throws Exception {
    RawRelay relay = opened(RawRelay.saying(RawRelay.response(status, new byte[0])));
    ExecutionException failed =
        assertThrows(
            ExecutionException.class,
            () -> client(relay.url()).publish(PACKET, Expected.any()).get(20, TimeUnit.SECONDS));
    return assertInstanceOf(DhtException.class, failed.getCause()).reason();
  }

  private RawRelay honest() throws IOException {
    return opened(RawRelay.saying(ok(PACKET.toRelayPayload().toArray())));
  }

  private PkarrRelayClient client(String... urls) {
    return opened(
        PkarrRelayClient.builder()
            .relays(urls)
            .timeout(Duration.ofMillis(1500))
            .budget(1000, 1000)
            .start());
  }

  private <T extends AutoCloseable> T opened(T resource) {
    opened.add(resource);
    return resource;
  }

  private static Resolution resolve(PkarrRelayClient client) throws Exception {
    List<SignedPacket> early = new ArrayList<>();
    Resolution resolution =
        client.resolveMostRecent(PACKET.key(), early::add).get(20, TimeUnit.SECONDS);
    assertEquals(resolution.newest().stream().toList(), early);
    return resolution;
  }

  private static byte[] ok(byte[] body) {
    return RawRelay.response("200 OK\r\nContent-Type: application/pkarr.org/relays#payload", body);
  }

  private static void flood(String header, long size, OutputStream out, AtomicLong written)
      throws IOException {
    write(out, "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n");
    pour(size, out, written);
  }

  private static void pour(long size, OutputStream out, AtomicLong written) throws IOException {
    byte[] part = new byte[1 << 16];
    while (written.get() < size) {
      out.write(part);
      written.addAndGet(part.length);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Until the test interrupts nobody: the thread is a daemon, and its socket gets closed. */
  private static void waitForEver() {
    try {
      new java.util.concurrent.CountDownLatch(1).await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
