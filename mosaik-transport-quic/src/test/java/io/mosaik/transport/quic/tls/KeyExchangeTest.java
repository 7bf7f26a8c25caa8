package io.mosaik.transport.quic.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mosaik.api.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key exchanges with the keys of RFCs, and with what is no key. */
class KeyExchangeTest {

  private static final String P256_BASE_X =
      "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";

  @Test
  void x25519AgreesOnTheSecretOfRfc8448() throws TlsException {
    KeyExchange server =
        new X25519KeyExchange(
            Scripted.random("b1580eeadf6dd589b8ef4f2d5652578cc810e9980191ec8d058308cea216a21e"));
    KeyExchange client =
        new X25519KeyExchange(
            Scripted.random("49af42ba7f7994852d713ef2784bcbcaa7911de26adc5642cb634540e7ea5005"));

    assertEquals(
        "c9828876112095fe66762bdbf7c672e156d6cc253b833df1dd69b1b04e751f0f",
        server.publicValue().toHex());
    assertEquals(
        "8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d",
        Bytes.of(client.agree(server.publicValue())).toHex());
    assertEquals(
        Bytes.of(client.agree(server.publicValue())), Bytes.of(server.agree(client.publicValue())));
  }

  @Test
  void p256AgreesOnTheSecretOfRfc5903() throws TlsException {
    KeyExchange initiator =
        new P256KeyExchange(
            Scripted.random("c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"));
    KeyExchange responder =
        new P256KeyExchange(
            Scripted.random("c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53"));

    assertEquals(
        "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
            + "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3",
        initiator.publicValue().toHex());
    assertEquals(
        "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de",
        Bytes.of(initiator.agree(responder.publicValue())).toHex());
    assertEquals(
        Bytes.of(initiator.agree(responder.publicValue())),
        Bytes.of(responder.agree(initiator.publicValue())));
  }

  @Test
  void aP256ScalarBeyondTheOrderIsDrawnAgain() {
    String order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    KeyExchange one =
        new P256KeyExchange(Scripted.random(order, "00".repeat(32), "00".repeat(31) + "01"));

    assertEquals(P256_BASE_X, one.publicValue().slice(1, 33).toHex());
  }

  @ParameterizedTest
  @EnumSource(NamedGroup.class)
  void aKeyOfTheWrongLengthIsIllegal(NamedGroup group) {
    KeyExchange ours = KeyExchange.generate(group, new Random(1));
    Bytes valid = ours.publicValue();

    assertIllegal(ours, valid.slice(0, valid.size() - 1));
    assertIllegal(ours, valid.concat(Bytes.fromHex("00")));
    assertIllegal(ours, Bytes.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void anX25519KeyOfSmallOrderIsIllegal(String key) {
    assertIllegal(new X25519KeyExchange(new Random(1)), Bytes.fromHex(key));
  }

  @Test
  void aP256KeyOffTheCurveOrCompressedOrInfiniteIsIllegal() {
    KeyExchange ours = new P256KeyExchange(new Random(1));

    assertIllegal(ours, Bytes.fromHex("04" + P256_BASE_X + P256_BASE_X));
    assertIllegal(ours, Bytes.fromHex("03" + P256_BASE_X));
    assertIllegal(ours, Bytes.fromHex("04" + "ff".repeat(64)));
    assertIllegal(ours, Bytes.fromHex("00"));
    assertIllegal(ours, Bytes.fromHex("00".repeat(65)));
  }

  private static void assertIllegal(KeyExchange ours, Bytes peerValue) {
    TlsException thrown = assertThrows(TlsException.class, () -> ours.agree(peerValue));
    assertEquals(
        TlsAlert.ILLEGAL_PARAMETER, thrown.failure().alert().orElseThrow(), thrown.getMessage());
  }
}
