package io.mosaik.transport.quic.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mosaik.api.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The derivations of RFC 9001, appendix A, and RFC 8448, section 3. */
class HkdfTest {

  private static final HashAlgorithm SHA_256 = HashAlgorithm.SHA_256;

  @Test
  void initialSecretsAreThoseOfRfc9001() {
    byte[] salt = Bytes.fromHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a").toArray();
    byte[] initial = Hkdf.extract(SHA_256, salt, Bytes.fromHex("8394c8f03e515708").toArray());
    TrafficSecret client = initialSecret(initial, "client in");
    TrafficSecret server = initialSecret(initial, "server in");

    assertKeys(
        client,
        "1f369613dd76d5467730efcbe3b1a22d",
        "fa044b2f42a3fd3b46fb255c",
        "9f50449e04a0e810283a1e9933adedd2");
    assertKeys(
        server,
        "cf3a5331653c364c88f0f379b6067e37",
        "0ac1493ca1905853b0bba03e",
        "c206b8d9b9f0f37644430b490eeaa314");
  }

  @Test
  void chaChaKeysAndTheirUpdateAreThoseOfRfc9001() {
    Bytes secret =
        Bytes.fromHex("9ac312a7f877468ebe69422748ad00a15443f18203a07d6060f688f30f21632b");
    TrafficSecret traffic =
        new TrafficSecret(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, secret.toArray());

    assertKeys(
        traffic,
        "c6d98ff3441c3fe1b2182094f69caa2ed4b716b65488960a7a984979fb23e1c8",
        "e0459b3474bdd0e44a41c144",
        "25a282b9e82f06f21f488917a4fc8f1b73573685608597d0efcb076b0ab7a7a4");
    Bytes updated =
        Bytes.fromHex("1223504755036d556342ee9361d253421a826c9ecdf3c7148684b36b714881f9");
    assertEquals(
        Bytes.of(
            new TrafficSecret(CipherSuite.TLS_CHACHA20_POLY1305_SHA256, updated.toArray())
                .packetKey()),
        Bytes.of(traffic.next().packetKey()));
  }

  @Test
  void everySecretOfTheSimpleHandshakeOfRfc8448IsDerived() {
    KeySchedule schedule = new KeySchedule(CipherSuite.TLS_AES_128_GCM_SHA256);
    Bytes shared =
        Bytes.fromHex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
    Bytes throughServerHello =
        Bytes.fromHex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8");
    Bytes throughServerFinished =
        Bytes.fromHex("9608102a0f1ccc6db6250b7b7e417b1a000eaada3daae4777a7686c9ff83df13");
    List<String> log = new ArrayList<>();

    schedule.enterHandshake(shared.toArray(), throughServerHello);
    schedule.logHandshake(log::add, Bytes.fromHex("00"));
    schedule.enterApplication(throughServerFinished);
    schedule.logApplication(log::add, Bytes.fromHex("00"));

    assertEquals(
        List.of(
            "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21",
            "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38",
            "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5",
            "a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643",
            "fe22f881176eda18eb8f44529e6792c50c9a3f89452f68d8ae311b4309d3cf50"),
        log.stream().map(line -> line.split(" ")[2]).toList());
    assertEquals(
        "a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce61",
        schedule.verifyData(Side.CLIENT, throughServerFinished).toHex());
  }

  @Test
  void outputLongerThanOneHashIsChained() {
    byte[] secret = new byte[32];
    byte[] whole = Hkdf.expandLabel(SHA_256, secret, "x", 80);
    assertEquals(80, whole.length);
    // The length is part of what is hashed: a shorter output is no prefix of a longer one.
    assertEquals(
        false, Bytes.of(whole, 0, 32).equals(Bytes.of(Hkdf.expandLabel(SHA_256, secret, "x", 32))));
    assertThrows(
        IllegalArgumentException.class, () -> Hkdf.expandLabel(SHA_256, secret, "x", 255 * 32 + 1));
  }

  @Test
  void aWipedSecretDerivesNothing() {
    TrafficSecret secret = new TrafficSecret(CipherSuite.TLS_AES_128_GCM_SHA256, new byte[32]);
    secret.destroy();
    assertThrows(IllegalStateException.class, secret::packetKey);
  }

  private static TrafficSecret initialSecret(byte[] initial, String label) {
    return new TrafficSecret(
        CipherSuite.TLS_AES_128_GCM_SHA256, Hkdf.expandLabel(SHA_256, initial, label, 32));
  }

  private static void assertKeys(TrafficSecret secret, String key, String iv, String hp) {
    assertEquals(key, Bytes.of(secret.packetKey()).toHex());
    assertEquals(iv, Bytes.of(secret.iv()).toHex());
    assertEquals(hp, Bytes.of(secret.headerProtectionKey()).toHex());
  }
}
