/**
 * Containers for tests: a private Mainline DHT, single nodes of it, a pkarr relay over it, and
 * peers that share a network name. What runs in them is the command line of this very version,
 * which travels inside this jar, on a base image with a Java run-time.
 *
 * <p>The base image is {@code eclipse-temurin:17-jre}, or what the system property {@code
 * mosaik.base-image} or the environment variable {@code MOSAIK_BASE_IMAGE} names. Containers and
 * networks are labelled and removed when the JVM ends; what a killed JVM left behind is removed by
 * the next one.
 */
package io.mosaik.testkit.container;
