package com.example.foreign;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.mosaik.testkit.DhtClientContract;
import io.mosaik.testkit.PeerPingerContract;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The contracts of the testkit are worth something only if an implementation that breaks a rule
 * fails the test of that rule. Each implementation here breaks one.
 */
class ContractsFindFaultsTest {

  @ParameterizedTest
  @CsvSource({
    "WrongThread, everythingIsToldOnTheCallbackExecutor",
    "NeverTellsEarly, betterPacketsAreToldEarlyInOrderAndOneAtATime",
    "GoesOnWhenCancelled, aCancelledOperationTellsNothingMore",
    "IgnoresExpectations, somethingStoredIsNotAbsent",
    "IgnoresExpectations, anotherTimestampLosesTheSwap",
    "GoesBackInTime, anOlderPacketIsRefusedAndTheNewerOneStays",
    "KeepsToItself, whatOneStoresAnotherFinds",
    "BelievesLies, packetsOfOtherKeysAreNeverHandedOn",
    "NeverCloses, aClosedClientFailsAsClosedAndIsClosedAgainInPeace",
    "FailsIfEmpty, nothingStoredIsAnAnswerAndNoFailure",
    "LosesUnderLoad, manyThreadsMayUseOneClient"
  })
  void aFaultyClientFailsTheTestOfItsFault(String fault, String test) throws Exception {
    assertFinds(FaultyClients.class.getName() + "$" + fault, DhtClientContract.class, test);
  }

  @ParameterizedTest
  @CsvSource({
    "WrongThread, outcomesAreToldOnTheCallbackExecutor",
    "Blocks, aPingReturnsBeforeThePeerAnswers",
    "CallsSilenceRefusal, aPeerThatNeverAnswersIsSilent",
    "TrustsAnybody, somebodyElseAtTheAddressIsTheWrongIdentity",
    "ForgetsToUnsubscribe, aClosedSubscriptionHearsNothing",
    "MeetsNobody, whoPingsUsAndProvesItIsMet",
    "SaysItIsEverywhere, localAddressesAreConcrete",
    "NeverCloses, closingEndsPendingPingsAsLocalFailures",
    "NeverCloses, aClosedPingerFailsLocallyAndIsClosedAgainInPeace"
  })
  void aFaultyPingerFailsTheTestOfItsFault(String fault, String test) throws Exception {
    assertFinds(FaultyPingers.class.getName() + "$" + fault, PeerPingerContract.class, test);
  }

  private static void assertFinds(String subject, Class<?> contract, String test)
      throws ReflectiveOperationException {
    contract.getMethod(test); // so that a misspelt test is not taken for a blind one
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(Class.forName(subject)))
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request, listener);
    Set<String> failed = new TreeSet<>();
    for (var failure : listener.getSummary().getFailures()) {
      failure
          .getTestIdentifier()
          .getSource()
          .map(source -> ((MethodSource) source).getMethodName())
          .ifPresent(failed::add);
    }
    assertTrue(failed.contains(test), () -> subject + " fails only " + failed);
    assertTrue(
        listener.getSummary().getTestsSucceededCount() > 0,
        () -> subject + " breaks more than one rule: " + failed);
  }
}
