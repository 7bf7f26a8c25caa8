package io.mosaik.pkarr.relay;

import io.mosaik.api.PublicKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Where a relay is.
 *
 * <p>Immutable.
 *
 * @param base an absolute URL of scheme http or https, without a slash at its end
 */
public record RelayUrl(URI base) {

  /** The public relays that pkarr itself names, from 5.0.5 on. */
  public static final List<RelayUrl> PUBLIC =
      List.of(parse("https://pkarr.pubky.app"), parse("https://pkarr.pubky.org"));

  /** Longer ones are no addresses of relays; ours. */
  private static final int MAX_LENGTH = 1024;

  /** Checks that a request can be made of it. */
  public RelayUrl {
    Objects.requireNonNull(base, "base");
    boolean web = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!web || base.getHost() == null) {
      throw new IllegalArgumentException(
          "a relay is http://HOST or https://HOST, not \"" + base + "\"");
    }
    if (base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "the URL of a relay has neither user, query nor fragment: \"" + base + "\"");
    }
  }

  /**
   * Reads a URL; slashes at its end do not count.
   *
   * @param text such as {@code https://relay.example/pkarr}
   * @return the relay
   * @throws IllegalArgumentException if the text is anything else
   */
  public static RelayUrl parse(String text) {
    String trimmed = text.strip();
    if (trimmed.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the URL of a relay has at most " + MAX_LENGTH + " characters");
    }
    int end = trimmed.length();
    while (end > 0 && trimmed.charAt(end - 1) == '/') {
      end--;
    }
    try {
      URI uri = new URI(trimmed.substring(0, end));
      String scheme = uri.getScheme();
      return new RelayUrl(
          scheme == null || scheme.equals(scheme.toLowerCase(Locale.ROOT))
              ? uri
              : new URI(
                  scheme.toLowerCase(Locale.ROOT) + uri.toString().substring(scheme.length())));
    } catch (URISyntaxException notOne) {
      throw new IllegalArgumentException("no URL of a relay: \"" + trimmed + "\"", notOne);
    }
  }

  /**
   * What a user may write: a URL, or {@code defaults} for the public relays.
   *
   * @param text one of these
   * @return one relay, or all public ones
   * @throws IllegalArgumentException if the text is anything else
   */
  public static List<RelayUrl> named(String text) {
    return text.strip().equals("defaults") ? PUBLIC : List.of(parse(text));
  }

  /**
   * Where the packet of a key is.
   *
   * @param key whose packet
   * @return {@code <base>/<z-base-32 key>}
   */
  URI resource(PublicKey key) {
    return URI.create(base + "/" + key.toZBase32());
  }

  /** The URL. */
  @Override
  public String toString() {
    return base.toString();
  }
}
