package org.palimpsest.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * The published numbers on Biased-MNIST, from {@code results/published}. They belong to real MNIST, the
 * {@code published} protocol at full scale and the {@code published} attack; whoever draws them beside other
 * settings says so.
 */
final class Published {

  /** The anchor paper first: where several papers print a number, the first is drawn beside ours. */
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("bridging-private.csv", "Barbano et al. 2021");
    FILES.put("end-table1.csv", "Tartaglione et al. 2021");
    FILES.put("rebias-table1.csv", "Bahng et al. 2020");
  }

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator("\n").setHeader().setSkipHeaderRecord(true).get();

  private final Map<String, List<PublishedValue>> byPaper;

  private Published(Map<String, List<PublishedValue>> byPaper) {
    this.byPaper = byPaper;
  }

  static Published load() throws IOException {
    Map<String, List<PublishedValue>> byPaper = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      String resource = "/org/palimpsest/published/" + file.getKey();
      try (InputStream stream = Published.class.getResourceAsStream(resource)) {
        if (stream == null) {
          throw new IOException(resource + ": expected on the class path, was not found");
        }
        byPaper.put(file.getValue(), read(new InputStreamReader(stream, StandardCharsets.UTF_8), file.getKey()));
      }
    }
    return new Published(byPaper);
  }

  /** Short names of the papers, the anchor first. */
  List<String> papers() {
    return List.copyOf(byPaper.keySet());
  }

  /** The value that stands beside ours; empty for attackers that were never published. */
  Optional<PublishedValue> find(Query query) {
    return papers().stream().flatMap(paper -> find(paper, query).stream()).findFirst();
  }

  /** The value that one paper prints. */
  Optional<PublishedValue> find(String paper, Query query) {
    return byPaper.get(paper).stream().filter(value -> matches(value, query)).findFirst();
  }

  /** How papers spell a method's name; the name itself if none knows it. */
  String spelling(String method) {
    return byPaper.values().stream()
        .flatMap(List::stream)
        .map(PublishedValue::method)
        .filter(printed -> name(printed).equals(name(method)))
        .findFirst()
        .orElse(method);
  }

  private static boolean matches(PublishedValue value, Query query) {
    return !query.arm().erased()
        && query.group().equals("all")
        && name(value.method()).equals(name(query.arm().method()))
        && Math.abs(value.rho() - query.rho()) < 1e-9
        && value.attacker().equals(query.attack().name())
        && (query.attack().equals(Attack.NONE) || query.attack().isAsPublished())
        && value.split().equals(query.split())
        && value.metric().equals(query.metric());
  }

  private static String name(String method) {
    return method.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static List<PublishedValue> read(Reader reader, String name) throws IOException {
    List<PublishedValue> values = new ArrayList<>();
    for (CSVRecord row : FORMAT.parse(reader)) {
      values.add(
          new PublishedValue(
              row.get("dataset"), row.get("method"), number(row, "rho", name), row.get("attacker"), row.get("split"),
              row.get("metric"), number(row, "mean", name), number(row, "sd", name), row.get("spread"),
              row.get("status"), row.get("source")));
    }
    return List.copyOf(values);
  }

  private static double number(CSVRecord row, String column, String name) throws IOException {
    String field = row.get(column);
    try {
      return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
    } catch (NumberFormatException e) {
      throw new IOException(
          "%s: line %d, column %s: expected a number, was '%s'"
              .formatted(name, row.getRecordNumber() + 1, column, field));
    }
  }
}
