package io.mosaik.api;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519Field;

/**
 * A point of edwards25519 in extended coordinates (RFC 8032, section 5.1.4), on the field
 * arithmetic of BouncyCastle. The formulas have no exceptions, so that points of small order need
 * no care. For public data only: how long it takes shows what it computes.
 *
 * <p>Mutable; confined to one thread.
 */
final class EdwardsPoint {

  private static final int SIZE = 32;

  /** Windows of signed digits: that of the key is made for each verification, the other once. */
  private static final int KEY_WIDTH = 5;

  private static final int BASE_WIDTH = 8;

  /** 2^255 − 19. */
  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** The curve is {@code −x² + y² = 1 + d·x²·y²} with {@code d} = −121665/121666. */
  private static final int[] D =
      fieldElement(
          BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(PRIME)));

  private static final int[] TWO_D = doubled(D);

  private static final int BITS = 8 * SIZE;

  private static final Multiples BASE_MULTIPLES =
      decompress(HexFormat.of().parseHex("58" + "66".repeat(SIZE - 1)))
          .orElseThrow()
          .multiples(BASE_WIDTH, Multiples.MANY_PARTS);

  private final int[] x = X25519Field.create();
  private final int[] y = X25519Field.create();
  private final int[] z = X25519Field.create();

  /** {@code T} of RFC 8032 is the product of these two, which only additions need. */
  private final int[] u = X25519Field.create();

  private final int[] v = X25519Field.create();

  private final int[] a = X25519Field.create();
  private final int[] b = X25519Field.create();
  private final int[] c = X25519Field.create();
  private final int[] d = X25519Field.create();

  /** What the addition of a point needs to know of it. */
  private record Addend(int[] yMinusX, int[] yPlusX, int[] twoZ, int[] twoDT) {}

  /**
   * Odd multiples of a point, which a multiplication by it adds up. In parts: those of the point
   * itself, of the point times {@code 2^(256 / parts)}, and so on, so that all parts of a factor
   * share their doublings. More parts pay for themselves when a point is multiplied repeatedly.
   * Immutable.
   */
  static final class Multiples {

    /** For a point that is multiplied once. */
    static final int ONE_PART = 1;

    /** For a point that is multiplied again and again. */
    static final int MANY_PARTS = 4;

    private final Addend[][] parts;

    private Multiples(Addend[][] parts) {
      this.parts = parts;
    }

    int partCount() {
      return parts.length;
    }
  }

  /** The neutral element. */
  private EdwardsPoint() {
    X25519Field.one(y);
    X25519Field.one(z);
    X25519Field.one(v);
  }

  /**
   * Reads a compressed point as curve25519-dalek does: {@code y} is reduced if it is not below the
   * prime, and an {@code x} of zero may have either sign. RFC 8032, section 5.1.3, refuses both.
   *
   * @param compressed 32 bytes
   * @return the point, or empty if there is none with this {@code y}
   */
  static Optional<EdwardsPoint> decompress(byte[] compressed) {
    EdwardsPoint point = new EdwardsPoint();
    X25519Field.decode255(compressed, point.y); // leaves the sign out
    int[] numerator = X25519Field.create();
    int[] denominator = X25519Field.create();
    X25519Field.sqr(point.y, numerator);
    X25519Field.mul(numerator, D, denominator);
    X25519Field.subOne(numerator);
    X25519Field.addOne(denominator);
    if (!X25519Field.sqrtRatioVar(numerator, denominator, point.x)) {
      return Optional.empty();
    }
    X25519Field.normalize(point.x);
    int sign = (compressed[SIZE - 1] & 0x80) >> 7;
    if ((point.x[0] & 1) != sign) {
      X25519Field.negate(point.x, point.x);
    }
    X25519Field.copy(point.x, 0, point.u, 0);
    X25519Field.copy(point.y, 0, point.v, 0);
    return Optional.of(point);
  }

  /** What {@link #multiplyBaseAndSubtract} needs of a key that is this point. */
  Multiples keyMultiples(int parts) {
    return multiples(KEY_WIDTH, parts);
  }

  /** {@code s·B − h·A}, where {@code B} is the base point and both factors are below 2^253. */
  static EdwardsPoint multiplyBaseAndSubtract(BigInteger s, BigInteger h, Multiples key) {
    byte[] baseDigits = signedDigits(s, BASE_WIDTH);
    byte[] keyDigits = signedDigits(h, KEY_WIDTH);
    int partSize = BITS / key.partCount();
    EdwardsPoint sum = new EdwardsPoint();
    boolean begun = false;
    for (int i = partSize - 1; i >= 0; i--) {
      if (begun) {
        sum.makeTwice();
      }
      for (int part = 0, at = i; at < BITS; part++, at += partSize) {
        begun |= baseDigits[at] != 0 || keyDigits[at] != 0;
        sum.addMultiple(baseDigits[at], BASE_MULTIPLES.parts[part]);
        sum.addMultiple(-keyDigits[at], key.parts[part]);
      }
    }
    return sum;
  }

  /** The 32 bytes of this point in their canonical form (RFC 8032, section 5.1.2). */
  byte[] compress() {
    X25519Field.invVar(z, a);
    X25519Field.mul(x, a, b);
    X25519Field.mul(y, a, c);
    X25519Field.normalize(b);
    X25519Field.normalize(c);
    byte[] compressed = new byte[SIZE];
    X25519Field.encode(c, compressed);
    compressed[SIZE - 1] |= (byte) ((b[0] & 1) << 7);
    return compressed;
  }

  /** Whether eight times this point is the neutral element. */
  boolean isOfSmallOrder() {
    EdwardsPoint multiple = copy();
    multiple.makeTwice();
    multiple.makeTwice();
    multiple.makeTwice();
    X25519Field.sub(multiple.y, multiple.z, a);
    X25519Field.normalize(multiple.x);
    X25519Field.normalize(a);
    return X25519Field.isZeroVar(multiple.x) && X25519Field.isZeroVar(a);
  }

  private EdwardsPoint copy() {
    EdwardsPoint copy = new EdwardsPoint();
    X25519Field.copy(x, 0, copy.x, 0);
    X25519Field.copy(y, 0, copy.y, 0);
    X25519Field.copy(z, 0, copy.z, 0);
    X25519Field.copy(u, 0, copy.u, 0);
    X25519Field.copy(v, 0, copy.v, 0);
    return copy;
  }

  private Multiples multiples(int width, int parts) {
    Addend[][] all = new Addend[parts][];
    EdwardsPoint point = copy();
    for (int part = 0; part < parts; part++) {
      all[part] = point.oddMultiples(width);
      for (int i = 0; i < BITS / parts && part < parts - 1; i++) {
        point.makeTwice();
      }
    }
    return new Multiples(all);
  }

  /** 1, 3, 5, … times this point, as many as digits of this width need. */
  private Addend[] oddMultiples(int width) {
    Addend[] multiples = new Addend[1 << (width - 2)];
    multiples[0] = toAddend();
    EdwardsPoint next = copy();
    next.makeTwice();
    Addend twice = next.toAddend();
    next = copy();
    for (int i = 1; i < multiples.length; i++) {
      next.add(twice);
      multiples[i] = next.toAddend();
    }
    return multiples;
  }

  private Addend toAddend() {
    Addend addend =
        new Addend(X25519Field.create(), X25519Field.create(), doubled(z), X25519Field.create());
    X25519Field.apm(y, x, addend.yPlusX, addend.yMinusX);
    X25519Field.carry(addend.yPlusX);
    X25519Field.carry(addend.yMinusX);
    X25519Field.mul(u, v, addend.twoDT);
    X25519Field.mul(addend.twoDT, TWO_D, addend.twoDT);
    return addend;
  }

  private void addMultiple(int digit, Addend[] oddMultiples) {
    if (digit > 0) {
      add(oddMultiples[digit >> 1]);
    } else if (digit < 0) {
      subtract(oddMultiples[-digit >> 1]);
    }
  }

  private void add(Addend other) {
    beginSum(other, other.yMinusX, other.yPlusX);
    X25519Field.apm(d, c, b, a); // G, F
    endSum();
  }

  private void subtract(Addend other) {
    beginSum(other, other.yPlusX, other.yMinusX);
    X25519Field.apm(d, c, a, b); // F, G
    endSum();
  }

  /** Leaves {@code C} and {@code D} of RFC 8032 in the temporaries, {@code E} and {@code H} too. */
  private void beginSum(Addend other, int[] factorOfA, int[] factorOfB) {
    X25519Field.apm(y, x, b, a);
    X25519Field.mul(a, factorOfA, a);
    X25519Field.mul(b, factorOfB, b);
    X25519Field.mul(u, v, c);
    X25519Field.mul(c, other.twoDT, c);
    X25519Field.mul(z, other.twoZ, d);
    X25519Field.apm(b, a, v, u); // H, E
  }

  private void endSum() {
    X25519Field.mul(u, a, x);
    X25519Field.mul(b, v, y);
    X25519Field.mul(a, b, z);
  }

  private void makeTwice() {
    X25519Field.add(x, y, u);
    X25519Field.sqr(u, u);
    X25519Field.sqr(x, a);
    X25519Field.sqr(y, b);
    X25519Field.sqr(z, c);
    X25519Field.add(c, c, c);
    X25519Field.apm(a, b, v, d); // H, G
    X25519Field.sub(v, u, u); // E
    X25519Field.add(c, d, a); // F
    X25519Field.carry(u);
    X25519Field.carry(a);
    X25519Field.mul(u, a, x);
    X25519Field.mul(d, v, y);
    X25519Field.mul(a, d, z);
  }

  /**
   * A factor as odd digits below {@code 2^(width − 1)} with at least {@code width − 1} zeros
   * between them (non-adjacent form), the lowest first.
   */
  private static byte[] signedDigits(BigInteger factor, int width) {
    byte[] digits = new byte[BITS];
    int carry = 0;
    for (int i = 0; i < digits.length; ) {
      int bit = factor.testBit(i) ? 1 : 0;
      if (bit == carry) {
        i++;
        continue;
      }
      int window = carry;
      for (int j = 0; j < width; j++) {
        window += factor.testBit(i + j) ? 1 << j : 0;
      }
      carry = window >> (width - 1);
      digits[i] = (byte) (window - (carry << width));
      i += width;
    }
    return digits;
  }

  private static int[] doubled(int[] element) {
    int[] twice = X25519Field.create();
    X25519Field.add(element, element, twice);
    X25519Field.carry(twice);
    return twice;
  }

  private static int[] fieldElement(BigInteger value) {
    byte[] bigEndian = value.mod(PRIME).toByteArray();
    byte[] littleEndian = new byte[SIZE];
    for (int i = 0; i < bigEndian.length; i++) {
      littleEndian[i] = bigEndian[bigEndian.length - 1 - i];
    }
    int[] element = X25519Field.create();
    X25519Field.decode255(littleEndian, element);
    return element;
  }
}
