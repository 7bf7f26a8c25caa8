package io.mosaik.dht.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {

  @ParameterizedTest
  @CsvSource({
    "20.1.2.3,        5, 20.1.2.3,        6, true",
    "20.1.2.3,        5, 20.1.2.4,        5, false",
    "2600:1:2:3::1,   5, 2600:1:2:3:4::9, 6, true",
    "2600:1:2:3::1,   5, 2600:1:2:4::1,   5, false",
    "127.0.0.1,       5, 127.0.0.1,       6, false",
    "127.0.0.1,       5, 127.0.0.1,       5, true",
    "127.0.0.1,       5, 127.0.0.2,       5, false",
    "10.0.0.1,        5, 10.0.0.1,        6, false",
    "fd00::1,         5, fd00::1,         6, false",
    "::1,             5, ::1,             6, false",
    "::1,             5, 0.0.0.0,         5, false"
  })
  void isAPublicHostWhateverThePortOrOneOfManyNodesOnAPrivateAddress(
      String host, int port, String otherHost, int otherPort, boolean same) {
    Source one = source(host, port);
    Source other = source(otherHost, otherPort);
    assertEquals(same, one.equals(other));
    assertTrue(!same || one.hashCode() == other.hashCode());
  }

  private static Source source(String host, int port) {
    return Source.of(new InetSocketAddress(InetAddresses.forString(host), port));
  }
}
