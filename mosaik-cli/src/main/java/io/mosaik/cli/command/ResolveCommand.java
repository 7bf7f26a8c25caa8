package io.mosaik.cli.command;

import io.mosaik.api.InvalidPacketException;
import io.mosaik.api.PeerId;
import io.mosaik.api.PublicKey;
import io.mosaik.api.SignedPacket;
import io.mosaik.cli.render.PacketView;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Reads the pkarr records of a key. */
@Command(
    name = "resolve",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = "Reads the pkarr records of a key from the DHT and prints them.",
    footerHeading = "%nExample:%n",
    footer = {
      "  mosaik resolve rwt5id5aaauqxjinyhzyaopztkr9jpm86ck5o86f7xor5s5ig8ey",
      "",
      "Ends with 0 if there are records, 1 if there are none or the DHT is silent."
    })
final class ResolveCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "KEY",
      description = "The public key: z-base-32 (pk: may stand before it), base58 or hexadecimal.")
  private String key;

  @Mixin private ClientOptions clientOptions;
  @Mixin private TimeoutOption timeout;
  @Mixin private OutputOptions output;

  ResolveCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    PublicKey publicKey = parse(key);
    timeout.check();
    clientOptions.check();
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      RecordStore store = clientOptions.startStore(surroundings, lifetime);
      surroundings.terminal().progress("asking the DHT for " + publicKey + " ...");
      RecordStore.Reading resolution =
          timeout.await(store.resolve(publicKey), "resolving " + publicKey);
      SignedPacket packet =
          resolution.newest().orElseThrow(() -> nothingFound(publicKey, resolution));
      List<ResourceRecord> records = decode(packet);
      if (output.json()) {
        surroundings.printJson(
            PacketView.resolved(packet, records, resolution.asked(), resolution.answered()));
      } else {
        PacketView.text(packet, records).forEach(surroundings.terminal()::printPlain);
      }
      return 0;
    }
  }

  static PublicKey parse(String text) {
    try {
      return PeerId.parse(text.startsWith("pk:") ? text.substring(3) : text).key();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }

  private static CommandFailure nothingFound(PublicKey key, RecordStore.Reading resolution) {
    String answers = resolution.answered() + " of " + resolution.asked() + " nodes answered";
    return CommandFailure.failed(
        resolution.conclusive()
            ? "there is no record of " + key + " (" + answers + ")"
            : "the DHT did not answer well enough to tell whether there is a record of "
                + key
                + " ("
                + answers
                + "): check --dht-bootstrap and that UDP gets through, or give --pkarr-relay");
  }

  private static List<ResourceRecord> decode(SignedPacket packet) {
    try {
      return DnsPacket.decode(packet.key(), packet.payload());
    } catch (InvalidPacketException e) {
      throw CommandFailure.failed(
          "what is stored for " + packet.key() + " is no DNS packet: " + e.getMessage());
    }
  }
}
