package io.mosaik.it.dht;

import com.google.common.net.InetAddresses;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.dht.SignedItem;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A program with a network of our servers, for hosts on which the tests themselves do not run. It
 * ends with its standard input.
 */
final class OurServers {

  private OurServers() {}

  /** The command that starts a server on each of the addresses. */
  static List<String> command(List<InetAddress> hosts) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(OurServers.class.getName());
    hosts.stream().map(InetAddresses::toAddrString).forEach(command::add);
    return command;
  }

  /**
   * Prints {@code node HOST:PORT} for each server, and {@code ready} when all have joined and have
   * stored something: the first time, much is loaded that others would have to wait for.
   */
  public static void main(String... hosts) throws Exception {
    try (OurNetwork network =
        OurNetwork.start(Arrays.stream(hosts).map(InetAddresses::forString).toList())) {
      for (int index = 0; index < hosts.length; index++) {
        System.out.println("node " + Loopback.text(network.node(index).localAddress()));
      }
      SignedItem item =
          SignedItem.sign(KeyPair.ofSeed(Bytes.of(new byte[32])), Bytes.EMPTY, 1, Bytes.EMPTY);
      network.node(0).putMutable(item, OptionalLong.empty()).get(30, TimeUnit.SECONDS);
      System.out.println("ready");
      System.in.transferTo(System.out);
    }
  }
}
