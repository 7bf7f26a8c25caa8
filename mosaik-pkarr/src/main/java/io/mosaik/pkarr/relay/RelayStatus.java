package io.mosaik.pkarr.relay;

/**
 * How it goes with one relay.
 *
 * <p>Immutable.
 *
 * @param url which relay
 * @param sent how many requests were sent
 * @param replies how many proper replies came
 * @param faults how many requests failed or brought a lie
 * @param complaints how often it asked to be left alone
 * @param resting whether it is left alone for having failed several times
 * @param swaps whether it is known to compare before it stores
 */
public record RelayStatus(
    String url,
    long sent,
    long replies,
    long faults,
    long complaints,
    boolean resting,
    boolean swaps) {}
