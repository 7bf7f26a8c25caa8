package io.mosaik.it.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.spi.Expected;
import io.mosaik.api.time.Ambient;
import io.mosaik.dht.Dht;
import io.mosaik.dht.TestNetwork;
import io.mosaik.it.stranger.Stranger;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import io.mosaik.relay.PkarrRelay;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of pkarr 5, pkarr 8 and npm at our relay: they find in it what they know. */
class StrangersAtOurRelayTest {

  private static final Ambient AMBIENT = Ambient.system();

  private static TestNetwork network;
  private static Dht dht;
  private static PkarrRelay relay;
  private static String url;

  private final KeyPair keys = KeyPair.generate(AMBIENT.random());
  private final long now = Timestamp.of(AMBIENT.wallClock().instant()).micros();

  @BeforeAll
  static void start() {
    network = TestNetwork.start(20);
    dht = Dht.start(network.clientConfig().build(), AMBIENT);
    relay = PkarrRelay.over(dht).unlimited().start();
    url = "http://127.0.0.1:" + relay.localAddress().getPort();
  }

  @AfterAll
  static void stop() {
    relay.close();
    dht.close();
    network.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkarr-5", "pkarr-8"})
  void rustReadsWhatWeStored(String program) throws Exception {
    Stranger.RUST.assumePresent();
    SignedPacket packet = ourPacket(now);
    dht.publish(packet, Expected.absent()).get(20, TimeUnit.SECONDS);
    JsonObject found = PkarrPrograms.resolve(program, url, keys.publicKey());
    assertEquals("packet", found.get("event").getAsString());
    assertEquals(packet.payload(), Bytes.fromHex(found.get("packet").getAsString()));
    assertEquals(now, found.get("timestamp").getAsLong());
    KeyPair nobody = KeyPair.generate(AMBIENT.random());
    JsonObject nothing = PkarrPrograms.resolve(program, url, nobody.publicKey());
    assertEquals("none", nothing.get("event").getAsString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pkarr-5", "pkarr-8"})
  void weReadWhatRustStored(String program) throws Exception {
    Stranger.RUST.assumePresent();
    JsonObject published = PkarrPrograms.publish(program, url, keys, now);
    assertEquals("published", published.get("event").getAsString());
    SignedPacket found = inTheDht();
    assertEquals(Bytes.fromHex(published.get("packet").getAsString()), found.payload());
    assertEquals(now, found.timestamp().micros());
    JsonObject older = PkarrPrograms.publish(program, url, keys, now - 1);
    assertEquals("NotMostRecent", older.get("error").getAsString());
  }

  @Test
  void pkarr5SwapsAndLosesASwap() throws Exception {
    Stranger.RUST.assumePresent();
    PkarrPrograms.publish("pkarr-5", url, keys, now);
    JsonObject wrong = PkarrPrograms.publish("pkarr-5", url, keys, now + 1, "--cas", "5");
    assertEquals("CasFailed", wrong.get("error").getAsString());
    assertEquals(now, inTheDht().timestamp().micros());
    JsonObject right = PkarrPrograms.publish("pkarr-5", url, keys, now + 2, "--cas", "" + now);
    assertEquals("published", right.get("event").getAsString());
    assertEquals(now + 2, inTheDht().timestamp().micros());
  }

  @Test
  void npmReadsWhatWeStoredAndWeReadWhatItStored() throws Exception {
    Stranger.NODE.assumePresent();
    JsonObject put = PkarrPrograms.npm("put", url, keys.seed().toHex(), Long.toString(now));
    assertEquals("published", put.get("event").getAsString());
    assertEquals(Bytes.fromHex(put.get("payload").getAsString()), inTheDht().toRelayPayload());

    SignedPacket newer = ourPacket(now + 1);
    dht.publish(newer, Expected.timestamp(new Timestamp(now))).get(20, TimeUnit.SECONDS);
    KeyPair other = KeyPair.generate(AMBIENT.random());
    SignedPacket fresh = packetOf(other, now);
    dht.publish(fresh, Expected.absent()).get(20, TimeUnit.SECONDS);
    JsonObject got = PkarrPrograms.npm("get", url, other.publicKey().toZBase32());
    assertEquals(fresh.toRelayPayload(), Bytes.fromHex(got.get("payload").getAsString()));

    JsonObject refused = PkarrPrograms.npm("put", url, keys.seed().toHex(), Long.toString(now - 1));
    assertEquals(409, refused.get("status").getAsInt());
  }

  private SignedPacket ourPacket(long micros) {
    return packetOf(keys, micros);
  }

  private static SignedPacket packetOf(KeyPair signer, long micros) {
    return SignedPacket.sign(
        signer,
        new Timestamp(micros),
        DnsPacket.encode(signer.publicKey(), List.of(ResourceRecord.txt("_from", 600, "Java"))));
  }

  private SignedPacket inTheDht() throws Exception {
    return dht.resolveMostRecent(keys.publicKey(), early -> {})
        .get(20, TimeUnit.SECONDS)
        .newest()
        .orElseThrow();
  }
}
