package io.mosaik.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.mosaik.api.spi.PingOutcome;
import io.mosaik.bootstrap.model.BootstrapEvent;
import io.mosaik.bootstrap.model.ScanReport;
import io.mosaik.bootstrap.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema itself: one definition for each name, and the same words in code and documents. */
class JsonSchemaTest {

  private static final String DEFINITION = "#/$defs/";
  private static final JsonObject DEFINITIONS = JsonSchemaFile.object().getAsJsonObject("$defs");

  /** A member that referred to another definition, or had one of its own, would mean two things. */
  @Test
  void everyMemberHasOneMeaningWhateverTheEvent() {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, JsonElement> type : objects()) {
      if (type.getKey().equals("status_counts")) {
        continue; // its members are the values of status
      }
      for (var member : properties(type.getValue()).entrySet()) {
        JsonObject definition = member.getValue().getAsJsonObject();
        boolean isTheEvent = member.getKey().equals("event") && definition.has("const");
        boolean isShared =
            definition.has("$ref")
                && definition.get("$ref").getAsString().equals(DEFINITION + member.getKey());
        if (!isTheEvent && !isShared) {
          wrong.add(type.getKey() + "." + member.getKey() + ": " + definition);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void everyEventHasTimeAndNameAndNothingUndocumented() {
    for (Map.Entry<String, JsonElement> type : objects()) {
      JsonObject object = type.getValue().getAsJsonObject();
      assertEquals("false", object.get("additionalProperties").toString(), type.getKey());
      if (type.getKey().startsWith("event_")) {
        List<String> required = texts(object.get("required"));
        assertEquals(List.of("time", "event"), required.subList(0, 2), type.getKey());
        assertEquals(
            type.getKey(),
            "event_" + properties(object).getAsJsonObject("event").get("const").getAsString());
      }
    }
  }

  @Test
  void theDocumentNamesEveryEventAndEveryMember() {
    String document = JsonSchemaFile.read(JsonSchemaFile.DOCUMENTATION.resolve("json.md"));
    Set<String> missing =
        DEFINITIONS.keySet().stream()
            .map(name -> name.startsWith("event_") ? name.substring("event_".length()) : name)
            .filter(name -> !document.contains("| `" + name + "` |"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of(), missing);
    for (Map.Entry<String, JsonElement> type : objects()) {
      String name = type.getKey().replaceFirst("^event_", "");
      String row =
          document.lines().filter(line -> line.startsWith("| `" + name + "` |")).findFirst().get();
      if (!name.equals("status_counts")) {
        properties(type.getValue()).keySet().stream()
            .filter(member -> !Set.of("time", "event").contains(member))
            .forEach(member -> assertTrue(row.contains("`" + member + "`"), row + member));
      }
    }
  }

  @Test
  void statusesAndActionsAreThoseOfTheLibrary() {
    List<String> verdicts = names(Verdict.values());
    assertEquals(verdicts, texts(statuses("slot_report")));
    assertEquals(verdicts, List.copyOf(properties(DEFINITIONS.get("status_counts")).keySet()));
    List<String> pings =
        Stream.concat(Stream.of("healthy", "alive"), names(PingOutcome.Reason.values()).stream())
            .toList();
    assertEquals(pings, texts(statuses("ping_result")));
    assertEquals(pings, texts(statuses("event_ping_finished")));
    assertEquals(names(BootstrapEvent.LossReason.values()), texts(statuses("event_peer_lost")));
    assertEquals(
        names(ScanReport.Action.values()),
        texts(DEFINITIONS.getAsJsonObject("action").get("enum")));
  }

  private static JsonElement statuses(String type) {
    return properties(DEFINITIONS.get(type)).getAsJsonObject("status").get("enum");
  }

  private static List<Map.Entry<String, JsonElement>> objects() {
    return DEFINITIONS.entrySet().stream()
        .filter(entry -> entry.getValue().getAsJsonObject().has("properties"))
        .toList();
  }

  private static JsonObject properties(JsonElement type) {
    return type.getAsJsonObject().getAsJsonObject("properties");
  }

  private static List<String> names(Enum<?>[] values) {
    return Stream.of(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }

  private static List<String> texts(JsonElement array) {
    return array.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
  }
}
