package io.mosaik.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class DhtLimitsTest {

  @Test
  void theDefaultsAreThoseThatTheBuilderNames() {
    DhtLimits limits = DhtLimits.builder().build();
    assertEquals(1000, limits.maxMutableItems());
    assertEquals(1000, limits.maxImmutableItems());
    assertEquals(500, limits.maxInfoHashes());
    assertEquals(100, limits.maxPeersPerInfoHash());
    assertEquals(100, limits.queriesPerSecond());
    assertEquals(1000, limits.queryBurst());
    assertEquals(100, limits.maxStrikes());
    assertEquals(Duration.ofSeconds(3), limits.strikeMemory());
    assertEquals(4096, limits.maxVisitors());
    assertEquals(128, limits.maxQueriesInFlight());
    assertEquals(4096, limits.maxUnansweredQueries());
  }

  @Test
  void everyLimitIsKeptAndCopiedIntoTheNextBuilder() {
    DhtLimits limits =
        DhtLimits.builder()
            .maxMutableItems(1)
            .maxImmutableItems(2)
            .maxInfoHashes(3)
            .maxPeersPerInfoHash(4)
            .queriesPerSecond(5)
            .queryBurst(16)
            .maxStrikes(17)
            .strikeMemory(Duration.ofMinutes(8))
            .maxVisitors(19)
            .maxQueriesInFlight(20)
            .maxUnansweredQueries(21)
            .build()
            .toBuilder()
            .build();
    assertEquals(1, limits.maxMutableItems());
    assertEquals(2, limits.maxImmutableItems());
    assertEquals(3, limits.maxInfoHashes());
    assertEquals(4, limits.maxPeersPerInfoHash());
    assertEquals(5, limits.queriesPerSecond());
    assertEquals(16, limits.queryBurst());
    assertEquals(17, limits.maxStrikes());
    assertEquals(Duration.ofMinutes(8), limits.strikeMemory());
    assertEquals(19, limits.maxVisitors());
    assertEquals(20, limits.maxQueriesInFlight());
    assertEquals(21, limits.maxUnansweredQueries());
  }

  @Test
  void aLimitThatMakesNoSenseIsRefusedAtOnceAndNamed() {
    List<Function<DhtLimits.Builder, DhtLimits.Builder>> nonsense =
        List.of(
            builder -> builder.maxMutableItems(-7),
            builder -> builder.maxImmutableItems(-7),
            builder -> builder.maxInfoHashes(-7),
            builder -> builder.maxPeersPerInfoHash(-7),
            builder -> builder.queriesPerSecond(-7),
            builder -> builder.queryBurst(-7),
            builder -> builder.maxStrikes(-7),
            builder -> builder.strikeMemory(Duration.ofSeconds(-7)),
            builder -> builder.maxVisitors(-7),
            builder -> builder.maxQueriesInFlight(-7),
            builder -> builder.maxUnansweredQueries(-7));
    for (Function<DhtLimits.Builder, DhtLimits.Builder> setting : nonsense) {
      DhtLimits.Builder builder = DhtLimits.builder();
      IllegalArgumentException refused =
          assertThrows(IllegalArgumentException.class, () -> setting.apply(builder));
      assertTrue(refused.getMessage().contains("-7"), refused::getMessage);
    }
  }
}
