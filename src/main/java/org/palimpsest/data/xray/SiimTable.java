package org.palimpsest.data.xray;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.StrictCsv;
import org.palimpsest.data.DataException;

/**
 * What Kaggle's tables say of scans, and what the headers of their files do.
 *
 * @param root the folder with the tables and {@code train/}
 * @param scans of all four classes, in the order of the table of images
 * @param surplus files below {@code train/} that no table names
 */
record SiimTable(Path root, List<SiimScan> scans, long surplus) {

  static final List<String> CLASSES =
      List.of("Negative for Pneumonia", "Typical Appearance", "Indeterminate Appearance", "Atypical Appearance");

  static final String STUDIES = "train_study_level.csv";
  static final String IMAGES = "train_image_level.csv";

  private static final List<String> PLACES = List.of("", "siim-covid19-detection");

  /** The folder with the tables, the one given or Kaggle's in it; empty if there is none. */
  static Optional<Path> find(Path folder) {
    return PLACES.stream()
        .map(folder::resolve)
        .filter(place -> Files.isRegularFile(place.resolve(STUDIES)))
        .findFirst();
  }

  /**
   * Reads tables and headers.
   *
   * @throws DataException if a table cannot be read; names file, line and column
   */
  static SiimTable read(Path folder) {
    Path root = find(folder).orElseThrow(() -> new DataException(
        "%s: expected %s in it or in a folder siim-covid19-detection, was none".formatted(folder, STUDIES)));
    try {
      Map<String, Integer> studies = studies(StrictCsv.read(root.resolve(STUDIES)).requiring("id"));
      StrictCsv images = StrictCsv.read(root.resolve(IMAGES)).requiring("id", "StudyInstanceUID");
      Map<String, Path> files = files(root.resolve("train"));
      Set<String> named = new HashSet<>();
      record Row(String study, String image) {}
      List<Row> rows = new ArrayList<>();
      for (StrictCsv.Line line : images.lines()) {
        String image = without("_image", line, "id");
        String study = line.text("StudyInstanceUID");
        if (!studies.containsKey(study)) {
          throw line.bad("StudyInstanceUID", "a study of " + STUDIES);
        } else if (!named.add(study + "/" + image)) {
          throw line.bad("id", "each image of a study once");
        }
        rows.add(new Row(study, image));
      }
      List<SiimScan> scans =
          rows.stream()
              .parallel()
              .map(
                  row ->
                      SiimScan.read(
                          row.study(), row.image(), studies.get(row.study()),
                          Optional.ofNullable(files.get(row.study() + "/" + row.image()))))
              .toList();
      long surplus = files.keySet().stream().filter(key -> !named.contains(key)).count();
      return new SiimTable(root, scans, surplus);
    } catch (IOException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private static Map<String, Integer> studies(StrictCsv table) throws IOException {
    table.requiring(CLASSES.toArray(String[]::new));
    Map<String, Integer> studies = new HashMap<>();
    for (StrictCsv.Line line : table.lines()) {
      int found = -1;
      for (int c = 0; c < CLASSES.size(); c++) {
        int value = line.whole(CLASSES.get(c));
        if (value != 0 && value != 1 || value == 1 && found >= 0) {
          throw line.bad(CLASSES.get(c), "0, or 1 in one of the four columns");
        }
        found = value == 1 ? c : found;
      }
      if (found < 0) {
        throw line.bad(CLASSES.get(CLASSES.size() - 1), "1 in one of the four columns");
      } else if (studies.put(without("_study", line, "id"), found) != null) {
        throw line.bad("id", "each study once");
      }
    }
    return studies;
  }

  private static String without(String suffix, StrictCsv.Line line, String column) throws IOException {
    String text = line.text(column);
    if (!text.endsWith(suffix)) {
      throw line.bad(column, "an id that ends in " + suffix);
    }
    return text.substring(0, text.length() - suffix.length());
  }

  /** Every {@code train/STUDY/SERIES/IMAGE.dcm} by study and image. */
  private static Map<String, Path> files(Path train) throws IOException {
    if (!Files.isDirectory(train)) {
      throw new DataException(train + ": expected a folder STUDY/SERIES/IMAGE.dcm, was none");
    }
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> walked = Files.walk(train, 3)) {
      for (Path file : walked.filter(path -> path.toString().endsWith(".dcm")).sorted().toList()) {
        if (train.relativize(file).getNameCount() == 3) {
          String image = file.getFileName().toString().replaceFirst("\\.dcm$", "");
          Path before = files.put(file.getParent().getParent().getFileName() + "/" + image, file);
          if (before != null) {
            throw new DataException("%s: expected each image of a study once, was also %s".formatted(file, before));
          }
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return files;
  }

  /** Studies and their number of scans. */
  Map<String, Long> sizes() {
    return scans.stream().collect(Collectors.groupingBy(SiimScan::study, TreeMap::new, Collectors.counting()));
  }
}
