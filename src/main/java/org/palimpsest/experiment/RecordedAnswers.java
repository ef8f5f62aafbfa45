package org.palimpsest.experiment;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * What attackers said of every row of a split, read from a file of {@link Predictions}.
 *
 * @param targets (N)
 * @param privateValues (N)
 * @param attackers by label, such as {@code linear at balanced}
 */
public record RecordedAnswers(int[] targets, int[] privateValues, Map<String, Said> attackers) {

  /** What stands before an attacker's label in the name of the column of its bits. */
  static final String BITS = "bits: ";

  /**
   * Of one attacker.
   *
   * @param right 1 where it names the private value, 0 elsewhere (N)
   * @param bits that it saves; empty if it knows no probabilities (N)
   */
  public record Said(double[] right, Optional<double[]> bits) {}

  /**
   * @param results the folder of results
   * @param cell the id of the cell
   * @param erasure as {@link Arm#erasure} has it; empty if nothing was erased
   * @return empty if the run did not keep them
   * @throws IOException if the file is not what a run writes; the message names file and line
   */
  public static Optional<RecordedAnswers> read(Path results, String cell, String erasure, String split)
      throws IOException {
    String name = erasure.isEmpty() ? cell : cell + "-" + erasure;
    Path file = results.resolve("predictions").resolve(name + ".csv.gz");
    return Files.exists(file) ? Optional.of(read(file, split)) : Optional.empty();
  }

  private static RecordedAnswers read(Path file, String split) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    IntStream.Builder targets = IntStream.builder();
    IntStream.Builder values = IntStream.builder();
    Map<String, DoubleStream.Builder> right = new LinkedHashMap<>();
    Map<String, DoubleStream.Builder> bits = new LinkedHashMap<>();
    try (Reader text = new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8);
        CSVParser parser = format.parse(text)) {
      List<String> labels =
          parser.getHeaderNames().stream().filter(column -> parser.getHeaderNames().contains(BITS + column)).toList();
      labels.forEach(label -> right.put(label, DoubleStream.builder()));
      labels.forEach(label -> bits.put(label, DoubleStream.builder()));
      for (CSVRecord row : parser) {
        if (!row.get("split").equals(split)) {
          continue;
        }
        String truth = row.get("private");
        targets.add(Integer.parseInt(row.get("target")));
        values.add(Integer.parseInt(truth));
        for (String label : labels) {
          right.get(label).add(row.get(label).equals(truth) ? 1 : 0);
          String saved = row.get(BITS + label);
          bits.get(label).add(saved.isEmpty() ? Double.NaN : Double.parseDouble(saved));
        }
      }
      return new RecordedAnswers(targets.build().toArray(), values.build().toArray(), said(right, bits));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new IOException(
          "%s: expected what a run writes of its attackers' answers, was something else: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Map<String, Said> said(Map<String, DoubleStream.Builder> right, Map<String, DoubleStream.Builder> bits) {
    Map<String, Said> said = new LinkedHashMap<>();
    right.forEach(
        (label, hits) -> {
          double[] saved = bits.get(label).build().toArray();
          boolean known = DoubleStream.of(saved).noneMatch(Double::isNaN);
          said.put(label, new Said(hits.build().toArray(), known ? Optional.of(saved) : Optional.empty()));
        });
    return said;
  }
}
