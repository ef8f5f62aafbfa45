package org.palimpsest.data.xray;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.xray.SiimScan.Header;

/**
 * SIIM's files read in full.
 *
 * @param problem what is wrong with the tables; empty if they can be read
 */
record SiimCheck(
    Path folder, Optional<SiimTable> table, Optional<String> problem, SiimData.Split split, long splitSeed) {

  /** The tables, then every scan, decoded. */
  List<FileState> files() {
    if (table.isEmpty()) {
      boolean there = SiimTable.find(folder).isPresent();
      return List.of(
          new FileState(folder.getFileName().toString(), there ? Optional.of(folder) : Optional.empty(), 0, problem));
    }
    List<FileState> states = new ArrayList<>();
    for (String name : List.of(SiimTable.STUDIES, SiimTable.IMAGES)) {
      Path file = table.get().root().resolve(name);
      states.add(new FileState(name, Optional.of(file), size(file), Optional.empty()));
    }
    states.addAll(table.get().scans().stream().parallel().map(SiimCheck::scan).toList());
    return states;
  }

  private static FileState scan(SiimScan scan) {
    String name = "%s/%s.dcm".formatted(scan.study(), scan.image());
    if (scan.problem().isPresent()) {
      return new FileState(name, scan.file(), scan.file().map(SiimCheck::size).orElse(0L), scan.problem());
    }
    Path file = scan.file().get();
    try {
      VoiLut.convert(file.toString(), FileHashes.read(file, file.toString()));
      return new FileState(name, scan.file(), size(file), Optional.empty());
    } catch (DataException e) {
      return new FileState(name, scan.file(), size(file), Optional.of(e.getMessage()));
    }
  }

  private static long size(Path file) {
    return Files.isRegularFile(file) ? file.toFile().length() : 0;
  }

  /** Whose layout it is, what scans there are and in what form, who is left out, and how the rest are divided. */
  List<String> layout() {
    if (table.isEmpty()) {
      return List.of();
    }
    SiimTable all = table.get();
    List<SiimScan> scans = all.scans();
    List<Header> headers = scans.stream().flatMap(scan -> scan.header().stream()).toList();
    List<String> lines = new ArrayList<>();
    lines.add("layout: Kaggle's, train/STUDY/SERIES/IMAGE.dcm in " + all.root());
    Map<String, Long> sizes = all.sizes();
    lines.add(
        "%,d studies, %,d scans, %,d files that no table names".formatted(sizes.size(), scans.size(), all.surplus()));
    for (int c = 0; c < SiimTable.CLASSES.size(); c++) {
      int appearance = c;
      List<SiimScan> own = scans.stream().filter(scan -> scan.appearance() == appearance).toList();
      long studies = own.stream().map(SiimScan::study).distinct().count();
      lines.add("  %-26s%,8d studies%,8d scans".formatted(SiimTable.CLASSES.get(c), studies, own.size()));
    }
    lines.add("scans a study: " + counts(new ArrayList<>(sizes.values()), count -> count + ""));
    lines.add(
        "sex (0010,0040): "
            + counts(headers, header -> header.sex().map(s -> s.isEmpty() ? "''" : s).orElse("missing")));
    lines.add("transfer syntax: " + counts(headers, header -> header.syntax().title()));
    lines.add("photometric interpretation: " + counts(headers, Header::photometric));
    lines.add("bits stored: " + counts(headers, header -> header.bitsStored() + ""));
    lines.add(
        "with a window or table %,d, with a slope %,d, without a patient %,d"
            .formatted(
                headers.stream().filter(Header::window).count(), headers.stream().filter(Header::rescale).count(),
                headers.stream().filter(header -> header.patient().isEmpty()).count()));
    lines.addAll(twins(scans));
    lines.addAll(division(all));
    return lines;
  }

  /** Scans whose pixels are, as they are written, those of another; damaged ones have none. */
  private static List<String> twins(List<SiimScan> scans) {
    record Written(String study, String sha256) {}
    Map<String, List<Written>> same =
        scans.stream()
            .parallel()
            .flatMap(scan -> written(scan).map(sha256 -> new Written(scan.study(), sha256)).stream())
            .toList()
            .stream()
            .collect(Collectors.groupingBy(Written::sha256));
    List<List<Written>> twins = same.values().stream().filter(group -> group.size() > 1).toList();
    long across = twins.stream().filter(group -> group.stream().map(Written::study).distinct().count() > 1).count();
    return twins.isEmpty()
        ? List.of()
        : List.of(
            "warning: %,d scans are there more than once, %,d of them in several studies"
                .formatted(twins.size(), across));
  }

  private static Optional<String> written(SiimScan scan) {
    if (scan.header().isEmpty()) {
      return Optional.empty();
    }
    Path file = scan.file().get();
    try {
      return Optional.of(DicomFile.of(file.toString(), FileHashes.read(file, file.toString())).pixelHash());
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private List<String> division(SiimTable all) {
    List<String> lines = new ArrayList<>();
    long two = all.scans().stream().filter(scan -> scan.appearance() < SiimImages.APPEARANCE.size()).count();
    try {
      SiimImages images = SiimImages.of(all, split, splitSeed);
      lines.add(
          "left out: %,d scans of other classes, %,d whose sex is neither F nor M"
              .formatted(all.scans().size() - two, two - images.scans().size()));
      lines.add("%-26s%12s%12s%12s".formatted("divided " + images.by(), "train", "validation", "test"));
      lines.addAll(images.groups());
      if (images.peopleInSeveralParts() > 0) {
        lines.add(
            "warning: %,d people have scans in more than one part (split: patients keeps them together)"
                .formatted(images.peopleInSeveralParts()));
      }
    } catch (DataException e) {
      lines.add("cannot be divided: " + e.getMessage());
    }
    return lines;
  }

  private static <T> String counts(List<T> values, Function<T, String> key) {
    Map<String, Long> counts = values.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> "%s %,d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
