package org.palimpsest.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.report.results.Text;
import org.palimpsest.report.results.Words;

/** The page's explanations, in a task's words: texts with names in double braces where these stand. */
record Prose(Words words) {

  /**
   * What is asked.
   *
   * @param attacked whether anybody read features; if not, groups are compared
   */
  String question(boolean attacked) throws IOException {
    String asked = attacked ? "question.html" : "question-groups.html";
    return fill(resource(words.givenFeatures() ? "question-features.html" : asked));
  }

  /** How to read tables and figures. */
  String reading() throws IOException {
    return fill(resource("reading.html"));
  }

  private String fill(String text) throws IOException {
    int secrets = words.task().privateAttribute().values().size();
    Map<String, String> names = new LinkedHashMap<>();
    names.put("conditions", words.isRho() ? resource("reading-rho.html") : "");
    names.put("splits", splits());
    names.put("verdicts", verdicts());
    names.put("independent", Html.escape(Words.condition(words.task().balanced())));
    names.put("example", words.isRho()
        ? ": at a correlation of &rho;&nbsp;=&nbsp;0.99, in ninety-nine of a hundred images" : "");
    names.put("headline", Html.escape(words.testSet()));
    names.put("target", Html.escape(words.target()));
    names.put("secret", Html.escape(words.secret()));
    names.put("secrets", Html.escape(words.secrets()));
    names.put("count", Integer.toString(secrets));
    names.put("bits", Text.decimal(Math.log(secrets) / Math.log(2), 2));
    String filled = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace("{{" + name.getKey() + "}}", name.getValue());
    }
    return filled;
  }

  private String splits() {
    return words.splits().stream()
        .filter(split -> !words.meaning(split).isEmpty())
        .map(split -> "<em>" + Html.escape(split) + "</em>: " + Html.escape(words.meaning(split)) + ". ")
        .collect(Collectors.joining());
  }

  private static String verdicts() {
    return Stream.of(Verdict.values())
        .filter(Verdict::judges)
        .map(verdict -> "<li><em>" + verdict.words() + "</em>: " + Html.escape(verdict.when()) + ".</li>\n")
        .collect(Collectors.joining());
  }

  static String resource(String name) throws IOException {
    try (InputStream stream = Prose.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException(name + ": expected on the class path beside " + Prose.class.getName());
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
