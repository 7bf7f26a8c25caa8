package io.mosaik.it.dht;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that answers each line of JSON with another one: {@code {"id":1,"op":…}} with {@code
 * {"id":1,…}}. It ends when its standard input does.
 *
 * <p>Thread-safe by its monitor.
 */
final class JsonProgram implements AutoCloseable {

  private static final int ANSWER_SECONDS = 60;
  private static final int LINES_KEPT = 100;

  private final Process process;
  private final BufferedWriter input;
  private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
  private final Deque<String> otherLines = new ArrayDeque<>();
  private int lastId;
  private boolean ended;

  private JsonProgram(Process process) {
    this.process = process;
    this.input = process.outputWriter();
    Thread reader = new Thread(this::read, "answers of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static JsonProgram launch(List<String> command) {
    try {
      return new JsonProgram(new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks, and waits for the answer, which may have the member {@code error}.
   *
   * @param request gets its {@code id} here
   * @throws AssertionError if there is no answer, with what the program printed instead
   */
  JsonObject ask(JsonObject request) throws InterruptedException {
    CompletableFuture<JsonObject> answer = send(request);
    try {
      return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new AssertionError("no answer to " + request + "; printed: " + otherOutput(), e);
    }
  }

  private synchronized CompletableFuture<JsonObject> send(JsonObject request) {
    int id = ++lastId;
    request.addProperty("id", id);
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    asked.put(id, answer);
    try {
      if (ended) {
        throw new IOException("the program has ended");
      }
      input.write(request.toString());
      input.newLine();
      input.flush();
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private synchronized String otherOutput() {
    return String.join("\n", otherLines);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        accept(line);
      }
    } catch (IOException closedByKilling) {
      // What was read until then is all there is.
      return;
    } finally {
      end();
    }
  }

  private void accept(String line) {
    try {
      JsonObject answer = JsonParser.parseString(line).getAsJsonObject();
      CompletableFuture<JsonObject> waiting = asked.remove(answer.get("id").getAsInt());
      if (waiting != null) {
        waiting.complete(answer);
        return;
      }
    } catch (JsonParseException | IllegalStateException | NullPointerException noAnswer) {
      // A stack trace, most likely: kept for the message of the failure.
    }
    synchronized (this) {
      otherLines.addLast(line);
      if (otherLines.size() > LINES_KEPT) {
        otherLines.removeFirst();
      }
    }
  }

  private synchronized void end() {
    ended = true;
    asked.values().forEach(open -> open.completeExceptionally(new IOException("it has ended")));
  }
}
