package io.mosaik.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where a thread was when the flight recorder looked. Its samples of Java code and those of native
 * code, where system calls are, are taken independently: shares within each are right, and the sum
 * of both is as right as the recorder's periods.
 */
final class ThreadProfile {

  private static final Duration PERIOD = Duration.ofMillis(2);
  private static final int SHOWN = 25;

  /** What a frame belongs to; the innermost frame that fits decides. */
  private static final String[][] PARTS = {
    {"sun.nio.ch.EPoll", "waiting for datagrams (NIO selector)"},
    {"sun.nio.ch.Select", "waiting for datagrams (NIO selector)"},
    {"sun.nio.ch.DatagramChannelImpl.receive", "receiving (NIO)"},
    {"sun.nio.ch.DatagramChannelImpl.send", "sending (NIO)"},
    {"io.mosaik.dht.krpc.KrpcCodec.decode", "reading messages (krpc)"},
    {"io.mosaik.dht.krpc.MessageDecoder", "reading messages (krpc)"},
    {"io.mosaik.dht.krpc", "writing messages (krpc)"},
    {"io.mosaik.dht.routing", "finding the closest nodes (routing)"},
    {"io.mosaik.dht.guard", "limits (guard)"},
    {"io.mosaik.dht.storage", "stores"},
    {"io.mosaik.dht.node.net", "datagram pump (node.net)"},
    {"io.mosaik.dht", "the core (node)"},
    {"io.netty", "Netty"},
  };

  private final Map<String, Integer> byPart = new HashMap<>();
  private final Map<String, Integer> byMethod = new HashMap<>();
  private int samples;

  private ThreadProfile() {}

  /** Samples a thread while a load is under way. */
  static ThreadProfile of(ServingThread thread, Callable<Long> load) throws Exception {
    Path file = Files.createTempFile("find-node", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
      recording.enable("jdk.NativeMethodSample").withPeriod(PERIOD);
      recording.start();
      load.call();
      recording.stop();
      recording.dump(file);
      return read(file, thread);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  void print(PrintStream out) {
    out.printf(Locale.ROOT, "%nwhere the serving thread was in %d samples%n", samples);
    print(out, byPart);
    out.printf(Locale.ROOT, "by method%n");
    print(out, byMethod);
  }

  private void print(PrintStream out, Map<String, Integer> counts) {
    List<Map.Entry<String, Integer>> sorted = new ArrayList<>(counts.entrySet());
    sorted.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
    sorted.stream()
        .limit(SHOWN)
        .forEach(
            entry ->
                out.printf(
                    Locale.ROOT,
                    "  %5.1f %%  %s%n",
                    100.0 * entry.getValue() / samples,
                    entry.getKey()));
  }

  private static ThreadProfile read(Path file, ServingThread thread) throws IOException {
    ThreadProfile profile = new ThreadProfile();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        boolean sample = event.hasField("sampledThread") && event.getStackTrace() != null;
        if (sample && event.getThread("sampledThread").getJavaThreadId() == thread.id()) {
          profile.add(event.getStackTrace().getFrames());
        }
      }
    }
    return profile;
  }

  private void add(List<RecordedFrame> frames) {
    samples++;
    byMethod.merge(nameOf(frames.get(0)), 1, Integer::sum);
    byPart.merge(partOf(frames), 1, Integer::sum);
  }

  private static String partOf(List<RecordedFrame> frames) {
    for (RecordedFrame frame : frames) {
      for (String[] part : PARTS) {
        if (nameOf(frame).startsWith(part[0])) {
          return part[1];
        }
      }
    }
    return "elsewhere";
  }

  private static String nameOf(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }
}
