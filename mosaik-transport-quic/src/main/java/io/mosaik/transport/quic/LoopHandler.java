package io.mosaik.transport.quic;

/**
 * A protocol of our own that runs on the event loop, where its futures complete too: it costs no
 * change of threads, and must not block or compute for long. Confined to the event loop.
 */
interface LoopHandler extends ProtocolHandler {}
