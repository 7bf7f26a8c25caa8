package io.mosaik.cli.command;

import io.mosaik.api.KeyPair;
import io.mosaik.api.SignedPacket;
import io.mosaik.api.Timestamp;
import io.mosaik.api.TimestampSource;
import io.mosaik.api.spi.PublishReceipt;
import io.mosaik.cli.render.PacketView;
import io.mosaik.pkarr.DnsPacket;
import io.mosaik.pkarr.ResourceRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes pkarr records. */
@Command(
    name = "publish",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    description = {
      "Signs DNS records with a secret key and stores them in the DHT.",
      "They replace what the key had published before."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  mosaik publish --secret-file key.txt _hello TXT 'hello world'",
      "  mosaik publish --secret-file key.txt @ A 192.0.2.1 192.0.2.2 --ttl 3600",
      "",
      "The DHT forgets after some two hours: publish again before that."
    })
final class PublishCommand implements Callable<Integer> {

  private static final String NO_SECRET =
      "publishing needs a key: give --secret-file, or set " + SecretOptions.VARIABLE;

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "NAME", description = "Name below the key; @ is the key.")
  private String name;

  @Parameters(index = "1", paramLabel = "TYPE", description = "TXT, A, AAAA, CNAME, HTTPS or SVCB.")
  private String type;

  @Parameters(
      index = "2..*",
      arity = "1..*",
      paramLabel = "VALUE",
      description = "One record for each value.")
  private List<String> values;

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "How long readers may keep the records (default: ${DEFAULT-VALUE}).")
  private long ttlSeconds;

  @Mixin private SecretOptions secret;
  @Mixin private ClientOptions clientOptions;
  @Mixin private TimeoutOption timeout;
  @Mixin private OutputOptions output;

  PublishCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    KeyPair keys = secret.given(surroundings).orElseThrow(() -> CommandFailure.usage(NO_SECRET));
    List<ResourceRecord> records = records();
    timeout.check();
    clientOptions.check();
    try (Lifetime lifetime = new Lifetime(surroundings)) {
      RecordStore store = clientOptions.startStore(surroundings, lifetime);
      surroundings.terminal().progress("publishing " + keys.publicKey() + " ...");
      // Reading first tells what to swap with, and whom to write to.
      RecordStore.Reading before =
          timeout.await(store.resolve(keys.publicKey()), "reading " + keys.publicKey());
      SignedPacket packet = sign(keys, records, before.newest());
      PublishReceipt receipt =
          timeout.await(store.publish(packet, before), "publishing " + keys.publicKey());
      if (output.json()) {
        surroundings.printJson(PacketView.published(packet, records, receipt));
      } else {
        PacketView.text(packet, records).forEach(surroundings.terminal()::printPlain);
        surroundings
            .terminal()
            .printPlain("stored by " + receipt.stored() + " of " + receipt.asked() + " nodes");
      }
      return 0;
    }
  }

  private List<ResourceRecord> records() {
    try {
      return values.stream()
          .map(value -> ResourceRecord.parse(name, type, value, ttlSeconds))
          .toList();
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }

  private SignedPacket sign(
      KeyPair keys, List<ResourceRecord> records, Optional<SignedPacket> before) {
    Timestamp now = new TimestampSource(surroundings.ambient()).next();
    before
        .map(SignedPacket::timestamp)
        .filter(stored -> stored.compareTo(now) >= 0)
        .ifPresent(
            stored -> {
              throw CommandFailure.failed(
                  "the stored records are from the future ("
                      + stored.toInstant()
                      + "): check the clock of this machine");
            });
    try {
      return SignedPacket.sign(keys, now, DnsPacket.encode(keys.publicKey(), records));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(e.getMessage());
    }
  }
}
