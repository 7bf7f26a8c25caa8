package io.mosaik.api.time;

/** Where the system's time line starts, so that its points are small, positive and readable. */
final class SystemOrigin {

  static final long NANOS = System.nanoTime();

  private SystemOrigin() {}
}
