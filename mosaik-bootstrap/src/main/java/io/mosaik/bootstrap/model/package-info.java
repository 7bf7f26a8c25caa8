/**
 * What the mechanism works with and tells of, as values: the chain and its slots, the settings, the
 * verdicts, reports and events. They have a package of their own so that the closed packages can
 * know them without knowing the {@link io.mosaik.bootstrap.DhtBootstrap} that drives them.
 */
package io.mosaik.bootstrap.model;
