package io.mosaik.monitor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Strict parser of the Prometheus text exposition format 0.0.4, written from the specification and
 * not from our writer: every line must be a HELP, a TYPE or a sample; each family has one HELP and
 * one TYPE before its samples, its samples are together, no series comes twice, counters are not
 * negative and end in {@code _total}, and the text ends in a line feed.
 */
final class PrometheusParser {

  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.+)", Pattern.DOTALL);
  private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(" + NAME + ")(?:\\{(.*)\\})? ([-+]?[0-9.eE+-]+|[+-]Inf|NaN)", Pattern.DOTALL);
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\n\"])*)\"(,|$)");

  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, String> helps = new LinkedHashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Set<String> finished = new HashSet<>();
  private String family = "";

  private PrometheusParser() {}

  static PrometheusParser parse(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return parse(text);
    } catch (CharacterCodingException notUtf8) {
      throw new AssertionError("not UTF-8", notUtf8);
    }
  }

  static PrometheusParser parse(String text) {
    PrometheusParser parser = new PrometheusParser();
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new AssertionError("the last line has no line feed");
    }
    for (String line : text.split("\n", -1)) {
      if (!line.isEmpty()) {
        parser.line(line);
      }
    }
    return parser;
  }

  /** Types by name of family. */
  Map<String, String> types() {
    return types;
  }

  Map<String, String> helps() {
    return helps;
  }

  /** Values by series, such as {@code a_total} or {@code a_total{x="1"}}, labels in order. */
  Map<String, Double> samples() {
    return samples;
  }

  private void line(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    if (help.matches()) {
      begin(help.group(1), line);
      require(helps.put(family, help.group(2)) == null, line);
    } else if (type.matches()) {
      require(type.group(1).equals(family), line);
      require(types.put(family, type.group(2)) == null, line);
      require(type.group(2).equals("counter") == family.endsWith("_total"), line);
    } else {
      sample(line);
    }
  }

  private void begin(String name, String line) {
    if (!family.isEmpty()) {
      require(samples.keySet().stream().anyMatch(series -> isOf(series, family)), line);
      finished.add(family);
    }
    require(!finished.contains(name), line);
    family = name;
  }

  private static boolean isOf(String series, String name) {
    return series.equals(name) || series.startsWith(name + "{");
  }

  private void sample(String line) {
    Matcher sample = SAMPLE.matcher(line);
    require(sample.matches(), line);
    require(sample.group(1).equals(family) && types.containsKey(family), line);
    double value = value(sample.group(3));
    require(!types.get(family).equals("counter") || value >= 0, line);
    String labels = sample.group(2) == null ? "" : "{" + labels(sample.group(2), line) + "}";
    require(samples.put(family + labels, value) == null, line);
  }

  private static double value(String text) {
    switch (text) {
      case "+Inf":
        return Double.POSITIVE_INFINITY;
      case "-Inf":
        return Double.NEGATIVE_INFINITY;
      default:
        return Double.parseDouble(text);
    }
  }

  private static String labels(String text, String line) {
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      require(label.find(at) && label.start() == at, line);
      require(labels.put(label.group(1), label.group(2)) == null, line);
      at = label.end();
    }
    require(!labels.isEmpty() && !text.endsWith(","), line);
    StringBuilder all = new StringBuilder();
    labels.forEach((name, value) -> all.append(',').append(name + "=\"" + value + '"'));
    return all.substring(1);
  }

  private static void require(boolean condition, String line) {
    if (!condition) {
      throw new AssertionError("not Prometheus text: " + line);
    }
  }
}
