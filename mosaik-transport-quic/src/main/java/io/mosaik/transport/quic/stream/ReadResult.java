package io.mosaik.transport.quic.stream;

import io.mosaik.api.Bytes;
import java.util.OptionalLong;

/**
 * What a reader of a stream gets. Immutable.
 *
 * @param data the next bytes, possibly none
 * @param finished whether nothing follows
 * @param resetCode the code with which the peer gave the stream up, if it did
 */
public record ReadResult(Bytes data, boolean finished, OptionalLong resetCode) {}
