package io.mosaik.it.dht;

/** pkarr 8.0.1 on mainline 8.0.0, as in mosaik 0.4.2: it publishes without a swap. */
class Pkarr8Test extends PkarrContract {

  Pkarr8Test() {
    super(RustPrograms.OF_MOSAIK_0_4);
  }
}
