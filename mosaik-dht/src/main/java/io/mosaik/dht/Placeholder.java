package io.mosaik.dht;

/** Replaced by the first real class. */
final class Placeholder {}
