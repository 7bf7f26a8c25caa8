package io.mosaik.cli.command;

import io.mosaik.cli.render.FailureMessage;
import io.mosaik.cli.render.Sockets;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Checks of local addresses before anything starts. */
final class LocalSockets {

  private LocalSockets() {}

  /** Refuses an address that this machine does not have, or whose UDP port is taken. */
  static void checkUdp(String option, InetSocketAddress address) {
    try {
      new DatagramSocket(address).close();
    } catch (IOException unusable) {
      throw CommandFailure.failed(
          option
              + " "
              + Sockets.text(address)
              + ": cannot bind UDP: "
              + FailureMessage.of(unusable));
    }
  }
}
