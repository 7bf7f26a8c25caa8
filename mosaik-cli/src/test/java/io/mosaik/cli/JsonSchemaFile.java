package io.mosaik.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The schema of JSON output in the documentation. */
final class JsonSchemaFile {

  static final Path DOCUMENTATION = Path.of("../docs");

  private static final String TEXT =
      read(DOCUMENTATION.resolve("json-schema/mosaik-cli.schema.json"));

  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(TEXT, InputFormat.JSON);

  private JsonSchemaFile() {}

  /** Returns the parsed schema. */
  static JsonObject object() {
    return JsonParser.parseString(TEXT).getAsJsonObject();
  }

  /** Returns what is wrong with a line, a message each; empty if it is as the schema says. */
  static List<String> errors(String line) {
    return SCHEMA.validate(line, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
