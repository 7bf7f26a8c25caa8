package io.mosaik.relay.framing;

import io.mosaik.api.SignedPacket;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes sequences of requests, good and hostile, from a seed: pipelined, chunked, to be refused
 * early with another request for content, cut off, with bytes changed at random. Not thread-safe.
 */
final class Generator {

  private static final int MAX_REQUESTS = 5;

  private static final String[] METHODS = {
    "GET", "GET", "GET", "GET", "HEAD", "PUT", "PUT", "OPTIONS", "POST", "DELETE", "BREW"
  };

  private static final String[] HOSTS = {
    "x", "relay.example", "relay.example:6881", "127.0.0.1:80", "[::1]:8080", "", "a%20b", "x:"
  };

  private static final String[] BAD_HOSTS = {
    "a b", "x:y", "http://x", "user@x", "a/b", "[::1", "x:1:2", "a%2", "\"x\"", "x, y z"
  };

  private static final String[] BAD_LENGTHS = {
    "+3", "-3", "0x3", "3,3", "3, 4", "", "3;", "99999999999999999999", "3 4", "a"
  };

  private static final String[] CODINGS = {
    "Chunked",
    "gzip, chunked",
    "chunked, gzip",
    "chunked, chunked",
    "gzip",
    "identity",
    "xchunked",
    "chunked,",
    "\"chunked\"",
    "chunked;q=1"
  };

  private static final String[] BAD_SIZES = {
    "3 ", " 3", "+3", "-3", "0x3", "g", "", "3,", "ffffffffffffffff", "3\u0000"
  };

  private static final String[] BAD_LINES = {
    "X-A : b",
    " X-A: b",
    "X-A",
    ": b",
    "X-\u0000A: b",
    "X-A: b\u0000c",
    "X-A: b\rX-B: c",
    "X-A: b\nX-B: c",
    "X A: b",
    "X-A: \u0001",
    "X-A: \u007f"
  };

  private static final char[] BYTES =
      " \t\r\n\u0000:,;0123456789abcxGP/?*\u0080\u00ff".toCharArray();

  private final Random random;
  private final List<SignedPacket> packets;
  private StringBuilder out = new StringBuilder();

  Generator(long seed, List<SignedPacket> packets) {
    this.random = new Random(seed);
    this.packets = packets;
  }

  /** The bytes of one connection. */
  byte[] next() {
    out = new StringBuilder();
    int requests = 1 + random.nextInt(MAX_REQUESTS);
    for (int i = 0; i < requests; i++) {
      request();
    }
    if (oneIn(8)) {
      out.setLength(random.nextInt(out.length() + 1)); // the client goes away
    }
    if (oneIn(5)) {
      mutate();
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Cuts bytes into pieces that are written one after the other. */
  List<byte[]> pieces(byte[] bytes) {
    List<byte[]> pieces = new ArrayList<>();
    int at = 0;
    int most = 1 + random.nextInt(oneIn(3) ? 7 : 2000);
    while (at < bytes.length) {
      int size = Math.min(bytes.length - at, Math.max(1 + random.nextInt(most), bytes.length / 40));
      ByteArrayOutputStream piece = new ByteArrayOutputStream();
      piece.write(bytes, at, size);
      pieces.add(piece.toByteArray());
      at += size;
    }
    return pieces;
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  private void mutate() {
    for (int i = 1 + random.nextInt(2); i > 0 && out.length() > 0; i--) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(3)) {
        case 0 -> out.deleteCharAt(at);
        case 1 -> out.insert(at, pick());
        default -> out.setCharAt(at, pick());
      }
    }
  }

  private char pick() {
    return BYTES[random.nextInt(BYTES.length)];
  }

  private void request() {
    if (oneIn(12)) {
      out.append("\r\n");
    }
    String method = one(METHODS);
    String version = oneIn(12) ? one("HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "HTTP/0.9") : "HTTP/1.1";
    String separator = oneIn(40) ? one("  ", "\t", " \t ") : " ";
    out.append(method).append(separator).append(target(method)).append(separator);
    out.append(oneIn(60) ? one("http/1.1", "HTTP/1", "HTTP/11", "ICY/1.1", "") : version);
    out.append(oneIn(80) ? "\n" : "\r\n");
    host();
    fields();
    boolean content = method.equals("PUT") || oneIn(8);
    if (content) {
      content(method);
    } else {
      out.append("\r\n");
    }
  }

  private String target(String method) {
    String path = oneIn(4) ? one("/", "/health", "/ready", "/metrics", "/nothing") : packetPath();
    if (oneIn(60)) {
      return path + "x".repeat(1100);
    }
    if (oneIn(20)) {
      return one("*", "nothing", "x:443", "ftp://x/", "http://", "http://a b/", "//x/y", "/\u00ff");
    }
    if (oneIn(8)) {
      return one("http://relay.example", "HTTP://x:80", "https://[::1]:1") + (oneIn(5) ? "" : path);
    }
    return oneIn(3) && method.equals("GET") ? path + "?policy=NetworkOnly" : path;
  }

  private String packetPath() {
    return "/" + packets.get(random.nextInt(packets.size())).key();
  }

  private void host() {
    int times = oneIn(30) ? random.nextInt(3) : 1;
    for (int i = 0; i < times; i++) {
      String name = oneIn(10) ? "hOST:" : "Host: ";
      out.append(name).append(oneIn(40) ? one(BAD_HOSTS) : one(HOSTS)).append("\r\n");
    }
  }

  private void fields() {
    if (oneIn(15)) {
      out.append("Connection: ").append(one("close", "Close", "keep-alive", "x, close"));
      out.append("\r\n");
    }
    if (oneIn(30)) {
      out.append(one(BAD_LINES)).append("\r\n");
    }
    if (oneIn(25)) {
      out.append("X-Folded: a\r\n ").append(oneIn(2) ? "b" : "Content-Length: 5").append("\r\n");
    }
    if (oneIn(40)) {
      int length = oneIn(2) ? random.nextInt(7000) : 8500 + random.nextInt(4000);
      out.append("X-Long: ").append("y".repeat(length)).append("\r\n");
    }
    if (oneIn(25)) {
      out.append("Expect: ").append(one("something", "100-continue, x", "")).append("\r\n");
    } else if (oneIn(15)) {
      out.append("Expect: ").append(one("100-continue", "100-Continue")).append("\r\n");
    }
  }

  /** Ends the head and writes content, some of which looks like a request. */
  private void content(String method) {
    String content =
        switch (random.nextInt(5)) {
          case 0, 1 -> packet();
          case 2 -> "GET " + packetPath() + " HTTP/1.1\r\nHost: x\r\n\r\n";
          case 3 -> "z".repeat(random.nextInt(1300));
          default -> "";
        };
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> chunked("chunked", content, true);
      case 4 -> chunked(one(CODINGS), content, true);
      case 5 -> {
        out.append("Content-Length: ").append(one(BAD_LENGTHS)).append("\r\n\r\n").append(content);
      }
      case 6 -> {
        String length = "Content-Length: " + content.length() + "\r\n";
        out.append(length).append(oneIn(2) ? length : "Content-Length: 7\r\n");
        out.append("\r\n").append(content);
      }
      case 7 -> {
        out.append("Content-Length: ").append(content.length()).append("\r\n");
        chunked("chunked", content, false);
      }
      case 8 -> {
        // The attack: an early refusal, and content that is a request.
        out.append("Expect: ").append(one("something", "100-continue")).append("\r\n");
        out.append("Content-Length: ").append(oneIn(2) ? 5000 : content.length());
        out.append("\r\n\r\n").append(content);
      }
      default ->
          out.append("Content-Length: ")
              .append(content.length())
              .append("\r\n\r\n")
              .append(content);
    }
  }

  private String packet() {
    byte[] bytes = packets.get(random.nextInt(packets.size())).toRelayPayload().toArray();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private void chunked(String coding, String content, boolean good) {
    out.append("Transfer-Encoding: ").append(coding).append("\r\n\r\n");
    int at = 0;
    while (at < content.length()) {
      int size = Math.min(content.length() - at, 1 + random.nextInt(600));
      String hex = Integer.toHexString(size);
      if (good && oneIn(25)) {
        hex = one(BAD_SIZES);
      } else if (oneIn(10)) {
        hex = one("0" + hex, "000000000" + hex, hex + ";a=b", hex + ";a=\"b c\"", hex + ";");
      }
      out.append(hex).append(oneIn(60) ? "\n" : "\r\n").append(content, at, at + size);
      out.append(oneIn(60) ? one("", "\n", "xy", "x\r\n") : "\r\n");
      at += size;
    }
    out.append(oneIn(10) ? one("00", "0;x", "0;x=\"y\"") : "0").append("\r\n");
    if (oneIn(6)) {
      out.append(one("X-T: 1", "Content-Length: 5", "Host: y", "Transfer-Encoding: chunked"));
      out.append("\r\n");
    }
    if (oneIn(25)) {
      out.append(one(BAD_LINES)).append("\r\n");
    }
    out.append("\r\n");
  }

  private String one(String... texts) {
    return texts[random.nextInt(texts.length)];
  }
}
