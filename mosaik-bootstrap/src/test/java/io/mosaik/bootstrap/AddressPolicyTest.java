package io.mosaik.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mosaik.bootstrap.address.AddressLimits;
import io.mosaik.bootstrap.address.AddressLimits.Budget;
import io.mosaik.bootstrap.model.AddressScopes;
import io.mosaik.bootstrap.model.Chain;
import org.junit.jupiter.api.Test;

class AddressPolicyTest {

  @Test
  void theDefaultsAreThoseOfTheDesign() {
    assertEquals(
        new AddressLimits(8, new Budget(32, false), new Budget(4, false)),
        AddressPolicy.standard().limits(Chain.DEFAULT_DEPTH));
    assertEquals(8, AddressPolicy.standard().limits(4).handshakesPerIp().most());
  }

  @Test
  void aBoundThatIsSetHoldsForEveryAddress() {
    AddressPolicy policy =
        AddressPolicy.standard()
            .withAddressesPerRecord(2)
            .withHandshakesPerIpAndMinute(3)
            .withPeersPerPrefixAndScan(1);
    assertEquals(new AddressLimits(2, new Budget(3, true), new Budget(1, true)), policy.limits(16));
  }

  @Test
  void theScopesReachTheLimits() {
    AddressPolicy policy = AddressPolicy.standard().withScopes(AddressScopes.ALL);
    assertEquals(AddressScopes.ALL, policy.withAddressesPerRecord(3).limits(16).scopes());
    assertEquals(AddressScopes.AUTOMATIC, AddressPolicy.standard().limits(16).scopes());
  }

  @Test
  void aBoundOutsideItsRangeIsTheCallersMistake() {
    AddressPolicy policy = AddressPolicy.standard();
    assertThrows(IllegalArgumentException.class, () -> policy.withAddressesPerRecord(0));
    assertThrows(IllegalArgumentException.class, () -> policy.withHandshakesPerIpAndMinute(-1));
    assertThrows(
        IllegalArgumentException.class,
        () -> policy.withPeersPerPrefixAndScan(AddressPolicy.MAX + 1));
  }
}
