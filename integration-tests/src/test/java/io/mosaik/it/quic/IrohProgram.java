package io.mosaik.it.quic;

import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PeerAddress;
import io.mosaik.api.TransportAddress;
import io.mosaik.it.program.CliProcess;
import io.mosaik.it.stranger.Stranger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Runs iroh's endpoint from npm: see the head of the script. Thread-safe by having no state. */
final class IrohProgram {

  /** The protocol by which it returns what it gets on each stream. */
  static final String ECHO = "mosaik-test/echo";

  private static final Path SCRIPT =
      Path.of(System.getProperty("mosaik.root"), "integration-tests/strangers/node/iroh.js");

  private IrohProgram() {}

  static CliProcess start(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("node", SCRIPT.toString(), Stranger.nodeFolder().toString()));
    command.addAll(List.of(arguments));
    return CliProcess.launch(command);
  }

  /** A server that answers pings with that frame. */
  static CliProcess serve(KeyPair identity, int port, Bytes frame) {
    return start("serve", hex(identity), String.valueOf(port), frame.toHex());
  }

  /** Waits for a server to listen, and tells where. */
  static PeerAddress addressOf(CliProcess server, KeyPair identity)
      throws InterruptedException, TimeoutException {
    JsonObject listening = Events.await(server, "listening");
    String socket = listening.getAsJsonArray("addresses").get(0).getAsString();
    return PeerAddress.of(identity.peerId(), TransportAddress.parseIp(socket));
  }

  /** A client that does something to a peer on loopback. */
  static CliProcess client(String what, KeyPair identity, PeerAddress peer, String... more) {
    TransportAddress.Ip address = (TransportAddress.Ip) peer.addresses().first();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                what,
                hex(identity),
                peer.id().key().bytes().toHex(),
                "127.0.0.1:" + address.socket().getPort()));
    arguments.addAll(List.of(more));
    return start(arguments.toArray(String[]::new));
  }

  private static String hex(KeyPair identity) {
    return identity.seed().toHex();
  }
}
