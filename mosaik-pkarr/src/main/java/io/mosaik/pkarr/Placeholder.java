package io.mosaik.pkarr;

/** Replaced by the first real class. */
final class Placeholder {}
