package io.mosaik.cli.render;

import io.mosaik.api.PeerId;
import java.nio.file.Path;
import java.util.List;

/** Shows the public half of a key. */
public final class KeyView {

  private KeyView() {}

  /**
   * Returns the text form of a public key.
   *
   * @param id the public key as a peer id
   * @return lines
   */
  public static List<String> text(PeerId id) {
    return List.of("peer id     " + id.toHex(), "public key  " + id.key().toZBase32());
  }

  /**
   * Returns the JSON form of a key that was made.
   *
   * @param file where the secret key is
   * @param id the public key as a peer id
   * @return an event
   */
  public static Json created(Path file, PeerId id) {
    return add(Json.event("key_created"), file, id);
  }

  /**
   * Returns the JSON form of a key that is shown.
   *
   * @param file where the secret key is
   * @param id the public key as a peer id
   * @return an event
   */
  public static Json shown(Path file, PeerId id) {
    return add(Json.event("key_shown"), file, id);
  }

  private static Json add(Json event, Path file, PeerId id) {
    return event.with("file", file.toString()).withPeer(id).with("key", id.key().toZBase32());
  }
}
