package io.mosaik.it.dht;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.Bytes;
import io.mosaik.api.KeyPair;
import io.mosaik.api.PublicKey;
import io.mosaik.api.Signature;
import io.mosaik.dht.DhtId;
import io.mosaik.dht.SignedItem;
import io.mosaik.it.stranger.Stranger;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A process with DHT nodes of somebody else's, counted from 0 in the order of their start.
 *
 * <p>Confined to the test's thread.
 */
final class ForeignDht implements AutoCloseable {

  private static final Path PROGRAMS =
      Path.of(System.getProperty("mosaik.root"), "integration-tests", "strangers");

  private final JsonProgram program;

  private ForeignDht(List<String> command) {
    program = JsonProgram.launch(command);
  }

  static ForeignDht libtorrent() {
    Stranger.LIBTORRENT.assumePresent();
    return new ForeignDht(
        List.of("/usr/bin/python3", PROGRAMS.resolve("python/libtorrent_dht.py").toString()));
  }

  static ForeignDht bittorrentDht() {
    Stranger.NODE.assumePresent();
    return new ForeignDht(
        List.of(
            "node",
            PROGRAMS.resolve("node/bittorrent-dht.js").toString(),
            Stranger.nodeFolder().toString()));
  }

  String version() throws InterruptedException {
    return ask("version", new JsonObject()).get("version").getAsString();
  }

  /**
   * Starts a node on each host.
   *
   * @param bootstrap whom they ask first; empty if they are to be a network of their own
   * @return where they listen
   */
  List<InetSocketAddress> start(List<String> hosts, List<InetSocketAddress> bootstrap)
      throws InterruptedException {
    JsonObject request = new JsonObject();
    request.add("hosts", texts(hosts));
    request.add("bootstrap", texts(bootstrap.stream().map(Loopback::text).toList()));
    // Those who come to us are few enough to be listened to.
    request.addProperty("log", !bootstrap.isEmpty());
    return elements(ask("start", request), "addresses")
        .map(element -> Loopback.parse(element.getAsString()))
        .toList();
  }

  /** How many nodes are in the routing table of a node. */
  int known(int node) throws InterruptedException {
    return ask("known", of(node)).get("count").getAsInt();
  }

  /** How many queries of which kind a node has asked, or answered. */
  Map<String, Integer> queries(int node, String askedOrAnswered) throws InterruptedException {
    return ask("queries", of(node)).getAsJsonObject(askedOrAnswered).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> entry.getValue().getAsInt(),
                (a, b) -> a,
                TreeMap::new));
  }

  /**
   * Lets a node sign a value and store it.
   *
   * @param seq the sequence number, for a stranger that does not choose it
   * @param cas the sequence number that must be stored already, if the stranger can ask for that
   */
  Put put(int node, KeyPair signer, Bytes salt, Bytes value, long seq, OptionalLong cas)
      throws InterruptedException {
    JsonObject request = of(node, signer.publicKey(), salt);
    request.addProperty("value", value.toHex());
    return put(request, signer, seq, cas);
  }

  /** Lets a node sign a number and store it, without salt, if the stranger can do that. */
  Put putNumber(int node, KeyPair signer, int number, long seq) throws InterruptedException {
    JsonObject request = of(node, signer.publicKey(), Bytes.EMPTY);
    request.addProperty("value", number);
    return put(request, signer, seq, OptionalLong.empty());
  }

  private Put put(JsonObject request, KeyPair signer, long seq, OptionalLong cas)
      throws InterruptedException {
    request.addProperty("seed", signer.seed().toHex());
    request.addProperty("seq", seq);
    cas.ifPresent(expected -> request.addProperty("cas", expected));
    JsonObject answer = program.ask(named("put", request));
    return answer.has("error")
        ? new Put(0, answer.toString(), answer.has("code") ? answer.get("code").getAsInt() : 0)
        : new Put(answer.get("stored").getAsInt(), "", 0);
  }

  /** Lets a node look an item up; its signature is checked here once more. */
  Optional<SignedItem> get(int node, PublicKey key, Bytes salt) throws InterruptedException {
    JsonObject answer = ask("get", of(node, key, salt));
    return Optional.of(answer)
        .filter(found -> found.has("value"))
        .map(
            found ->
                new SignedItem(
                    key,
                    salt,
                    found.get("seq").getAsLong(),
                    Bytes.fromHex(found.get("value").getAsString()),
                    new Signature(Bytes.fromHex(found.get("sig").getAsString()))));
  }

  /** Lets a node look up a number. */
  OptionalInt getNumber(int node, PublicKey key) throws InterruptedException {
    JsonObject answer = ask("get", of(node, key, Bytes.EMPTY));
    return answer.has("value")
        ? OptionalInt.of(answer.get("value").getAsInt())
        : OptionalInt.empty();
  }

  /** Lets a node store a value under its hash, and tells how many nodes have. */
  int putImmutable(int node, Bytes value) throws InterruptedException {
    JsonObject request = of(node);
    request.addProperty("value", value.toHex());
    return ask("put_immutable", request).get("stored").getAsInt();
  }

  /** Lets a node look a value up by its hash. */
  Optional<Bytes> getImmutable(int node, DhtId target) throws InterruptedException {
    JsonObject request = of(node);
    request.addProperty("target", target.toString());
    return Optional.ofNullable(ask("get_immutable", request).get("value"))
        .map(value -> Bytes.fromHex(value.getAsString()));
  }

  /**
   * Lets a node announce that it shares a torrent.
   *
   * @param port which to announce, for a stranger that can choose
   * @return the port that it announces
   */
  int announce(int node, DhtId infoHash, int port) throws InterruptedException {
    JsonObject request = of(node, infoHash);
    request.addProperty("port", port);
    return ask("announce", request).get("port").getAsInt();
  }

  /** Lets a node look for those who share a torrent. */
  Set<InetSocketAddress> peers(int node, DhtId infoHash) throws InterruptedException {
    return elements(ask("peers", of(node, infoHash)), "peers")
        .map(element -> Loopback.parse(element.getAsString()))
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    program.close();
  }

  /**
   * What came of a put.
   *
   * @param stored how many nodes have stored
   * @param failure what was said where none has
   * @param code the error number of BEP 5 and BEP 44 in that, or 0
   */
  record Put(int stored, String failure, int code) {}

  private JsonObject ask(String operation, JsonObject request) throws InterruptedException {
    JsonObject answer = program.ask(named(operation, request));
    if (answer.has("error")) {
      throw new AssertionError(request + " failed: " + answer);
    }
    return answer;
  }

  private static JsonObject named(String operation, JsonObject request) {
    request.addProperty("op", operation);
    return request;
  }

  private static JsonObject of(int node) {
    JsonObject request = new JsonObject();
    request.addProperty("node", node);
    return request;
  }

  private static JsonObject of(int node, DhtId infoHash) {
    JsonObject request = of(node);
    request.addProperty("info_hash", infoHash.toString());
    return request;
  }

  private static JsonObject of(int node, PublicKey key, Bytes salt) {
    JsonObject request = of(node);
    request.addProperty("key", key.bytes().toHex());
    request.addProperty("salt", salt.toHex());
    return request;
  }

  private static JsonArray texts(Collection<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  private static Stream<JsonElement> elements(JsonObject answer, String name) {
    return StreamSupport.stream(answer.getAsJsonArray(name).spliterator(), false);
  }
}
