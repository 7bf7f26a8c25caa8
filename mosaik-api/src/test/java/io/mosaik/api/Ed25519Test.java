package io.mosaik.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class Ed25519Test {

  private static final JsonObject DALEK = Vectors.load("dalek-vectors.json");

  static Stream<JsonObject> keys() {
    return Vectors.list(DALEK, "keys");
  }

  static Stream<JsonObject> signatures() {
    return Vectors.list(DALEK, "signatures");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyIsWhatDalekDecompresses(JsonObject vector) {
    Bytes bytes = Vectors.hex(vector, "key");
    if (Vectors.at(vector, "point").getAsBoolean()) {
      assertEquals(bytes, new PublicKey(bytes).bytes());
      boolean weak = EdwardsPoint.decompress(bytes.toArray()).orElseThrow().isOfSmallOrder();
      assertEquals(Vectors.at(vector, "weak").getAsBoolean(), weak);
    } else {
      assertThrows(IllegalArgumentException.class, () -> new PublicKey(bytes));
    }
  }

  @ParameterizedTest
  @MethodSource("signatures")
  void aSignatureHoldsWhereDalekSaysSo(JsonObject vector) {
    PublicKey key = new PublicKey(Vectors.hex(vector, "key"));
    Bytes message = Bytes.of(Vectors.text(vector, "message").getBytes(StandardCharsets.UTF_8));
    Signature signature = new Signature(Vectors.hex(vector, "signature"));
    for (int i = 0; i < 3; i++) { // keys are prepared when they come again
      assertEquals(Vectors.at(vector, "verify").getAsBoolean(), key.verify(message, signature));
      assertEquals(
          Vectors.at(vector, "verify_strict").getAsBoolean(), key.verifyStrict(message, signature));
    }
  }

  @Test
  void aKeyThatComesAgainAndAgainIsJudgedAsAtFirst() {
    long seed = 20260104;
    Random random = new Random(seed);
    for (int keys = 0; keys < 20; keys++) {
      KeyPair signer = KeyPair.generate(random);
      for (int i = 0; i < 10; i++) {
        Bytes message = Bytes.of(new byte[i]);
        Signature signature = signer.sign(message);
        byte[] changed = signature.bytes().toArray();
        changed[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
        assertTrue(signer.publicKey().verifyStrict(message, signature), "seed " + seed);
        assertFalse(
            signer.publicKey().verify(message, new Signature(Bytes.of(changed))), "seed " + seed);
      }
    }
  }

  @Test
  void theVectorsHaveCasesOfEveryKind() {
    assertEquals(88, keys().count());
    assertEquals(183, signatures().count());
    assertEquals(
        54,
        signatures()
            .filter(vector -> Vectors.at(vector, "verify").getAsBoolean())
            .filter(vector -> !Vectors.at(vector, "verify_strict").getAsBoolean())
            .count());
  }

  /** RFC 8032, section 7.1, tests 1 to 3. */
  @ParameterizedTest
  @CsvSource({
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
        + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
        + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
        + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
        + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
        + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
        + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
  })
  void theVectorsOfTheRfcHold(String seed, String key, String message, String signature) {
    KeyPair signer = KeyPair.fromHex(seed);
    assertEquals(Bytes.fromHex(key), signer.publicKey().bytes());
    Signature made = signer.sign(Bytes.fromHex(message));
    assertEquals(Bytes.fromHex(signature), made.bytes());
    assertTrue(signer.publicKey().verify(Bytes.fromHex(message), made));
    assertTrue(signer.publicKey().verifyStrict(Bytes.fromHex(message), made));
  }

  @Test
  void honestSignaturesHoldAndChangedOnesDoNot() throws Exception {
    long seed = 20260102;
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      KeyPair signer = KeyPair.generate(random);
      byte[] message = new byte[random.nextInt(200)];
      random.nextBytes(message);
      Signature signature = signer.sign(Bytes.of(message));
      assertTrue(signer.publicKey().verifyStrict(Bytes.of(message), signature), "seed " + seed);
      byte[] changed = signature.bytes().toArray();
      changed[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
      Signature forged = new Signature(Bytes.of(changed));
      assertFalse(signer.publicKey().verify(Bytes.of(message), forged), "seed " + seed);
      assertTrue(jdkVerifies(signer.publicKey(), message, signature), "seed " + seed);
    }
  }

  @Test
  void randomBytesAreAPointWhereTheJdkFindsOne() {
    long seed = 20260103;
    Random random = new Random(seed);
    int points = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[32];
      random.nextBytes(bytes);
      boolean point = Ed25519.isPoint(Bytes.of(bytes));
      assertEquals(jdkReads(bytes), point, () -> "seed " + seed);
      points += point ? 1 : 0;
      if (point) {
        byte[] again = EdwardsPoint.decompress(bytes).orElseThrow().compress();
        assertEquals(Bytes.of(bytes), Bytes.of(again), () -> "seed " + seed);
      }
    }
    assertTrue(points > 200 && points < 300, "about half of all, not " + points);
  }

  private static boolean jdkReads(byte[] key) {
    try {
      return jdkVerifier(key) != null;
    } catch (Exception noPoint) {
      return false;
    }
  }

  private static boolean jdkVerifies(PublicKey key, byte[] message, Signature signature)
      throws Exception {
    java.security.Signature verifier = jdkVerifier(key.bytes().toArray());
    verifier.update(message);
    return verifier.verify(signature.bytes().toArray());
  }

  private static java.security.Signature jdkVerifier(byte[] key) throws Exception {
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[31 - i] = key[i];
    }
    boolean odd = bigEndian[0] < 0;
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(odd, new java.math.BigInteger(1, bigEndian));
    var spec = new EdECPublicKeySpec(NamedParameterSpec.ED25519, point);
    java.security.Signature verifier = java.security.Signature.getInstance("Ed25519");
    verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(spec));
    return verifier;
  }
}
