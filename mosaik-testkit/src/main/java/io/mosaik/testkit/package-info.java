/**
 * For the tests of those who write for mosaik: what the SPIs demand, as JUnit tests to extend.
 * Lives on the class path; nothing that runs in production depends on it.
 */
package io.mosaik.testkit;
