package org.palimpsest.data.folder;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.data.Groups;
import org.palimpsest.data.Labels;
import org.palimpsest.data.folder.FolderTable.FolderRow;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.image.ImageFile;
import org.palimpsest.random.Sha256;

/**
 * An image folder read in full: every file decoded, whatever is remembered of it.
 *
 * @param problem what is wrong with the table of images; empty if it can be read
 */
record FolderCheck(ImageFolder settings, Path folder, Optional<FolderTable> table, Optional<String> problem) {

  static FolderCheck of(ImageFolder settings, DataHome home) {
    Path folder = settings.place(home);
    try {
      FolderTable table = FolderTable.read(settings, folder);
      FolderImages images = FolderImages.of(settings, table);
      images.conditions().forEach(images::partition);
      return new FolderCheck(settings, folder, Optional.of(table), Optional.empty());
    } catch (DataException | IllegalArgumentException e) {
      return new FolderCheck(settings, folder, Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  /** The CSV file, then every image. */
  List<FileState> files() {
    Path csv = folder.resolve(settings.csv().orElse(FolderTable.DEFAULT_CSV));
    if (table.isEmpty()) {
      Path there = Files.exists(csv) ? csv : folder;
      return List.of(
          new FileState(settings.folder(), Optional.of(there).filter(Files::exists), size(there), problem));
    }
    List<FileState> states = new ArrayList<>();
    table.get().csv().ifPresent(
        file -> states.add(new FileState(file.getFileName().toString(), Optional.of(file), size(file),
            Optional.empty())));
    List<FolderRow> rows = table.get().rows();
    List<Read> read = IntStream.range(0, rows.size()).parallel().mapToObj(i -> read(rows.get(i))).toList();
    Map<String, FolderRow> first = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      FolderRow row = rows.get(i);
      Optional<String> wrong = read.get(i).problem;
      FolderRow same = read.get(i).sha256.isEmpty() ? null : first.putIfAbsent(read.get(i).sha256, row);
      if (wrong.isEmpty() && same != null) {
        wrong = Optional.of("%s: expected an image of its own, was the same content as %s".formatted(
            row.place(), same.place()));
      }
      boolean there = Files.exists(row.file());
      states.add(
          new FileState(
              folder.relativize(row.file()).toString(), there ? Optional.of(row.file()) : Optional.empty(),
              there ? size(row.file()) : 0, wrong));
    }
    return states;
  }

  private record Read(String sha256, Optional<String> problem) {}

  private static Read read(FolderRow row) {
    try {
      byte[] content = FileHashes.read(row.file(), row.place());
      String sha256 = Sha256.of(content);
      try {
        ImageFile.decode(row.place(), content);
        return new Read(sha256, Optional.empty());
      } catch (DataException e) {
        return new Read(sha256, Optional.of(e.getMessage()));
      }
    } catch (DataException e) {
      return new Read("", Optional.of(e.getMessage()));
    }
  }

  /** Lines on where labels come from, and the table of groups of each condition and split. */
  List<String> layout() {
    if (table.isEmpty()) {
      return List.of();
    }
    FolderImages images = FolderImages.of(settings, table.get());
    FolderTable.Columns columns = table.get().columns();
    List<String> lines = new ArrayList<>();
    lines.add(
        table.get().csv()
            .map(file -> "labels from %s, %,d rows".formatted(file, table.get().rows().size()))
            .orElse("labels from the names of sub-folders, %,d images".formatted(table.get().rows().size())));
    Labels labels = images.labels();
    lines.add("target %s: %s".formatted(columns.target(), String.join(", ", labels.target().values())));
    lines.add(
        "private attribute %s: %s"
            .formatted(columns.privateAttribute(), String.join(", ", labels.privateAttribute().values())));
    lines.add(
        columns.split().isEmpty()
            ? "splits drawn in proportion, a fifth for testing (splitSeed %d)".formatted(settings.splitSeed())
            : "splits from column " + columns.split());
    if (!columns.group().isEmpty()) {
      lines.add("images that share a value of %s stay together".formatted(columns.group()));
    }
    for (String condition : images.conditions()) {
      Partition partition = images.partition(condition);
      for (String split : List.of("train", "validation", "test")) {
        if (partition.of(split).length > 0) {
          lines.addAll(groups(condition + ", " + split, labels.select(partition.of(split))));
        }
      }
    }
    return lines;
  }

  private static List<String> groups(String title, Labels labels) {
    Groups groups = labels.groups();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-24s%s".formatted(
            title,
            labels.privateAttribute().values().stream()
                .map("%12s"::formatted)
                .collect(Collectors.joining())));
    for (int y = 0; y < groups.targets(); y++) {
      int target = y;
      lines.add(
          "  %-22s%s".formatted(
              labels.target().values().get(y),
              IntStream.range(0, groups.privateValues())
                  .mapToObj(b -> "%,12d".formatted(groups.count(target, b)))
                  .collect(Collectors.joining())));
    }
    return lines;
  }

  private static long size(Path file) {
    return Files.isRegularFile(file) ? file.toFile().length() : 0;
  }
}
