package io.mosaik.bootstrap;

/** Replaced by the first real class. */
final class Placeholder {}
