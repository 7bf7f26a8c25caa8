package io.mosaik.it.shape;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README quotes is what the files say. */
class ReadmeTest {

  private static final Pattern QUOTE =
      Pattern.compile("<!-- from (\\S+) -->\n```java\n(.*?)\n```\n", Pattern.DOTALL);

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)");

  @Test
  void linksLeadSomewhere() throws IOException {
    Path root = Path.of(System.getProperty("mosaik.root"));
    List<Path> documents = new ArrayList<>();
    for (String document : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      documents.add(root.resolve(document));
    }
    try (DirectoryStream<Path> docs = Files.newDirectoryStream(root.resolve("docs"), "*.md")) {
      docs.forEach(documents::add);
    }
    assertTrue(documents.size() > 3, "no document in docs/");
    for (Path document : documents) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        assertTrue(
            Files.exists(document.resolveSibling(link.group(1))),
            document + " links to " + link.group(1));
      }
    }
  }

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
