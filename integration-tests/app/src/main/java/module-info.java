/** Two nodes of a network; requires no store and no pinger: those are found. */
module com.example.app {
  requires com.example.foreign; // the list of peers
  requires io.mosaik.bootstrap;
}
