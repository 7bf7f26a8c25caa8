package io.mosaik.relay.framing;

import io.mosaik.api.Bytes;
import java.util.Optional;
import java.util.Set;

/**
 * An answer that the model allows.
 *
 * <p>Immutable.
 *
 * @param statuses one of these; several if a request has several faults
 * @param body the content, if the model knows it
 * @param noContent whether there is no content whatever its length says, as for HEAD
 * @param interim whether 100 (Continue) may come before
 * @param closes whether the connection ends with it
 * @param optional whether silence is allowed, too; then it is the last one
 */
record Expected(
    Set<Integer> statuses,
    Optional<Bytes> body,
    boolean noContent,
    boolean interim,
    boolean closes,
    boolean optional) {}
