package io.mosaik.cli;

import io.mosaik.api.time.Ambient;
import io.mosaik.cli.command.Surroundings;
import io.mosaik.cli.render.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** One run of the command line inside this process, with what it printed. */
record CliRun(int exitCode, String out, String err) {

  static CliRun of(String... arguments) {
    return of(Map.of(), arguments);
  }

  static CliRun of(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintWriter outWriter = new PrintWriter(out, true);
    PrintWriter errWriter = new PrintWriter(err, true);
    Surroundings surroundings =
        new Surroundings(Ambient.system(), new Terminal(outWriter, errWriter, false), environment);
    int exitCode = Main.run(surroundings, arguments);
    return new CliRun(exitCode, out.toString(), err.toString());
  }
}
