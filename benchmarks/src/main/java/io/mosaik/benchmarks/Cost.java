package io.mosaik.benchmarks;

/**
 * What a round cost the serving thread.
 *
 * @param processorNanos the time that the thread spent on a processor, in user mode and in the
 *     kernel
 * @param allocatedBytes what the thread allocated on the heap
 * @param lost how many queries were not answered
 */
record Cost(long processorNanos, long allocatedBytes, long lost) {}
