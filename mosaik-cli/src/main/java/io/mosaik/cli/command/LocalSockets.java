package io.mosaik.cli.command;

import io.mosaik.cli.render.FailureMessage;
import io.mosaik.cli.render.Sockets;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks of local addresses before anything starts. */
final class LocalSockets {

  private LocalSockets() {}

  /** Refuses an address that this machine does not have, or whose UDP port is taken. */
  static void checkUdp(String option, InetSocketAddress address) {
    try {
      new DatagramSocket(address).close();
    } catch (IOException unusable) {
      throw unusable(option, address, "UDP", unusable);
    }
  }

  /** Refuses an address that this machine does not have, or whose TCP port is taken. */
  static void checkTcp(String option, InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true); // as the server does: old connections may linger
      socket.bind(address);
    } catch (IOException unusable) {
      throw unusable(option, address, "TCP", unusable);
    }
  }

  private static CommandFailure unusable(
      String option, InetSocketAddress address, String protocol, IOException reason) {
    return CommandFailure.failed(
        option
            + " "
            + Sockets.text(address)
            + ": cannot bind "
            + protocol
            + ": "
            + FailureMessage.of(reason));
  }
}
