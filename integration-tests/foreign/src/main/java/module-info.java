/** Three providers for mosaik by somebody else. */
module com.example.foreign {
  requires transitive io.mosaik.api;

  exports com.example.foreign;

  provides io.mosaik.api.spi.DhtClientProvider with
      com.example.foreign.SharedMapProvider;
  provides io.mosaik.api.spi.PeerPingerProvider with
      com.example.foreign.TcpPingerProvider;
  provides io.mosaik.api.spi.DiscoverySinkProvider with
      com.example.foreign.PeerListProvider;
}
