/** One story per file, told with the real artefacts: processes that run built jars or images. */
package io.mosaik.it.scenario;
