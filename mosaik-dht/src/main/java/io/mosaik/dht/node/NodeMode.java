package io.mosaik.dht.node;

/** What a node does for others. */
public enum NodeMode {
  /** Answers nothing, and says so (BEP 43). */
  CLIENT,
  /** Answers and stores. */
  SERVER,
  /** Finds out whether others reach it, and is the one or the other. */
  ADAPTIVE;

  /** The mode of a node that is known to serve, or not to. */
  public static NodeMode of(boolean server) {
    return server ? SERVER : CLIENT;
  }
}
