package io.mosaik.it.shape;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README quotes is what the files say. */
class ReadmeTest {

  private static final Pattern QUOTE =
      Pattern.compile("<!-- from (\\S+) -->\n```java\n(.*?)\n```\n", Pattern.DOTALL);

  @Test
  void quotedCodeIsTheCodeThatIsTested() throws IOException {
    Path root = Path.of(System.getProperty("mosaik.root"));
    Matcher quote = QUOTE.matcher(Files.readString(root.resolve("README.md")));
    int quotes = 0;
    while (quote.find()) {
      quotes++;
      String file = Files.readString(root.resolve(quote.group(1)));
      assertTrue(file.contains(quote.group(2)), "README.md quotes " + quote.group(1) + " wrongly");
    }
    assertTrue(quotes >= 4, "only " + quotes + " quotes were found");
  }
}
