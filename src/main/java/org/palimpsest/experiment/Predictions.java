package org.palimpsest.experiment;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.palimpsest.AtomicFile;
import org.palimpsest.attack.AttackResult.Answers;
import org.palimpsest.attack.AttackResult;
import org.palimpsest.attack.Features;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;

/**
 * What a network and its attackers say of every test image, so that others can analyse results anew, images paired: one
 * file for each cell, and one more for each eraser, {@code <cell>.csv.gz} and {@code <cell>-leace@0.1.csv.gz}, a row for
 * each image of each split.
 *
 * <p>Columns: {@code split}; {@code image}, its place in the split, from 0; {@code target} and {@code private}, its labels
 * by number; {@code predicted}, the target that the network's head names; then of each attacker, under its label such as
 * {@code linear at balanced}, the private value that it reads, and under {@code bits: } and the label by how many bits the
 * image's private value costs it less than who knows frequencies alone, with four digits after the point. What an attacker
 * does not tell is empty. Cells of one condition and seed number have the same images in the same places.
 *
 * @param folder of all files; made when it is needed
 */
record Predictions(Path folder, String cell) {

  private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setRecordSeparator("\n").get();

  /** @param erased what was erased, as {@link MeasurePlan.EraserChoice#label} has it; empty if nothing was */
  void write(String erased, Map<String, Features> splits, Map<AttackerChoice, AttackResult> found) {
    String name = erased.isEmpty() ? cell : cell + "-" + erased.replace("erased=", "");
    try {
      Files.createDirectories(folder);
      AtomicFile.write(folder.resolve(name + ".csv.gz"), partial -> write(partial, splits, found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, Map<String, Features> splits, Map<AttackerChoice, AttackResult> found)
      throws IOException {
    try (Writer writer =
        new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8)) {
      CSVPrinter printer = new CSVPrinter(writer, FORMAT);
      printer.printRecord(header(found.keySet()));
      for (Map.Entry<String, Features> split : splits.entrySet()) {
        List<Answers> answers = found.values().stream().map(result -> result.answers().get(split.getKey())).toList();
        Features features = split.getValue();
        for (int i = 0; i < features.size(); i++) {
          printer.printRecord(row(split.getKey(), i, features, answers));
        }
      }
      printer.flush();
    }
  }

  private static List<Object> header(Iterable<AttackerChoice> attackers) {
    List<Object> header = new ArrayList<>(List.of("split", "image", "target", "private", "predicted"));
    for (AttackerChoice choice : attackers) {
      header.add(choice.label());
      header.add(RecordedAnswers.BITS + choice.label());
    }
    return header;
  }

  private static List<Object> row(String split, int image, Features features, List<Answers> answers) {
    List<Object> row = new ArrayList<>();
    row.add(split);
    row.add(image);
    row.add(features.targets()[image]);
    row.add(features.privateAttributes()[image]);
    row.add(features.predicted() == null ? "" : features.predicted()[image]);
    for (Answers of : answers) {
      row.add(of.values()[image]);
      row.add(of.savedBits().map(bits -> String.format(Locale.ROOT, "%.4f", bits[image])).orElse(""));
    }
    return row;
  }
}
