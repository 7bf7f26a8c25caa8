/**
 * Finds the providers that are installed and has them make instances. A provider that fails is
 * reported by class and module, and the others carry on. Closed to other modules; the only code
 * that uses {@link java.util.ServiceLoader}.
 */
package io.mosaik.bootstrap.provider;
