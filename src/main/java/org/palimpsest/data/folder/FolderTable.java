package org.palimpsest.data.folder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palimpsest.Nearest;
import org.palimpsest.StrictCsv;
import org.palimpsest.data.DataException;

/**
 * The rows of an image folder: those of its CSV file, or without one the image files of its sub-folders. A column
 * called {@code /1} is the name of the first folder on an image's path, {@code /2} that of the second.
 *
 * @param csv the file they were read from, if there is one
 * @param columns that were found for target, private attribute, split, group and condition; empty for none
 */
record FolderTable(Path folder, Optional<Path> csv, Columns columns, List<FolderRow> rows) {

  static final String DEFAULT_CSV = "labels.csv";

  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff");

  /** The columns that say something of an image; empty for one that there is not. */
  record Columns(String path, String target, String privateAttribute, String split, String group, String condition) {}

  /** @throws DataException if anything is wrong with it; the message names file, line and column */
  static FolderTable read(ImageFolder settings, Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder + ": expected a folder of images, was " + (Files.exists(folder) ? "a file" : "missing"));
    }
    Path csv = folder.resolve(settings.csv().orElse(DEFAULT_CSV));
    if (settings.csv().isEmpty() && !Files.exists(csv)) {
      return ofFolders(settings, folder);
    }
    try {
      return ofCsv(settings, folder, csv);
    } catch (NoSuchFileException e) {
      throw new DataException(csv + ": expected a CSV file, was missing", e);
    } catch (IOException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  private static FolderTable ofCsv(ImageFolder settings, Path folder, Path csv) throws IOException {
    StrictCsv table = StrictCsv.read(csv);
    Columns columns =
        new Columns(
            wanted(csv, table, "path", settings.path(), "path"),
            wanted(csv, table, "target", settings.target(), "target"),
            wanted(csv, table, "privateAttribute", settings.privateAttribute(), "private"),
            maybe(csv, table, "split", settings.split(), "split"),
            maybe(csv, table, "group", settings.group(), "group"),
            maybe(csv, table, "condition", settings.condition(), ""));
    if (table.lines().isEmpty()) {
      throw new DataException(csv + ": expected a line for each image, was a header alone");
    }
    Path real = folder.toRealPath();
    Map<Path, Long> lines = new HashMap<>();
    List<FolderRow> rows = new ArrayList<>();
    for (StrictCsv.Line line : table.lines()) {
      Path path = inside(real, line, columns.path);
      Long before = lines.putIfAbsent(path, line.number());
      if (before != null) {
        throw line.bad(columns.path, "each image once, which line %d has".formatted(before));
      }
      UnaryOperator<String> of = column -> column.isEmpty() ? "" : value(line, path, column);
      String place = "%s: line %d: %s".formatted(csv, line.number(), path);
      rows.add(
          new FolderRow(
              folder.resolve(path), place, of.apply(columns.target), of.apply(columns.privateAttribute),
              of.apply(columns.split), of.apply(columns.group), of.apply(columns.condition)));
    }
    return new FolderTable(folder, Optional.of(csv), columns, List.copyOf(rows));
  }

  private static String wanted(Path csv, StrictCsv table, String key, Optional<String> given, String otherwise) {
    String column = given.orElse(otherwise);
    if (!column.startsWith("/") && !table.header().contains(column)) {
      throw new DataException(
          "%s: line 1: expected a column '%s', was none%s; the dataset's setting '%s' names another"
              .formatted(csv, column, Nearest.hint(column, table.header()), key));
    }
    return column;
  }

  /** A column that has to be there if it is asked for. */
  private static String maybe(Path csv, StrictCsv table, String key, Optional<String> given, String otherwise) {
    return given.isEmpty() && !table.header().contains(otherwise) ? "" : wanted(csv, table, key, given, otherwise);
  }

  /** The path of a line's image, below the folder. */
  private static Path inside(Path realFolder, StrictCsv.Line line, String column) throws IOException {
    String text = line.text(column);
    try {
      Path path = Path.of(text);
      if (path.isAbsolute() || path.normalize().startsWith("..") || path.normalize().toString().isEmpty()) {
        throw line.bad(column, "a path below the folder");
      }
      Path file = realFolder.resolve(path.normalize());
      if (Files.exists(file) && !file.toRealPath().startsWith(realFolder)) {
        throw line.bad(column, "a path that stays below the folder, where no link leads out of it");
      }
      return path.normalize();
    } catch (InvalidPathException e) {
      throw line.bad(column, "a path");
    }
  }

  private static String value(StrictCsv.Line line, Path path, String column) {
    try {
      return column.startsWith("/") ? part(path, column) : line.text(column).strip();
    } catch (IOException e) {
      throw new DataException(e.getMessage(), e);
    }
  }

  /** The name of a folder on a path. */
  private static String part(Path path, String column) {
    int number = Integer.parseInt(column.substring(1));
    if (number >= path.getNameCount()) {
      throw new DataException(
          "%s: expected %d folders on the path, was %d".formatted(path, number, path.getNameCount() - 1));
    }
    return path.getName(number - 1).toString();
  }

  private static FolderTable ofFolders(ImageFolder settings, Path folder) {
    Columns columns =
        new Columns(
            "", settings.target().orElse("/1"), settings.privateAttribute().orElse("/2"), settings.split().orElse(""),
            settings.group().orElse(""), settings.condition().orElse(""));
    for (String column : List.of(
        columns.target, columns.privateAttribute, columns.split, columns.group, columns.condition)) {
      if (!column.isEmpty() && !column.startsWith("/")) {
        throw new DataException(
            "%s: expected a CSV file with a column '%s', was none; without one, columns are folders, such as /1"
                .formatted(folder.resolve(DEFAULT_CSV), column));
      }
    }
    List<FolderRow> rows = new ArrayList<>();
    for (Path path : images(folder)) {
      UnaryOperator<String> of = column -> column.isEmpty() ? "" : folderOf(folder, path, column);
      rows.add(
          new FolderRow(
              folder.resolve(path), folder.resolve(path).toString(), of.apply(columns.target),
              of.apply(columns.privateAttribute), of.apply(columns.split), of.apply(columns.group),
              of.apply(columns.condition)));
    }
    if (rows.isEmpty()) {
      throw new DataException(
          "%s: expected %s or images in sub-folders TARGET/PRIVATE, was neither".formatted(folder, DEFAULT_CSV));
    }
    return new FolderTable(folder, Optional.empty(), columns, List.copyOf(rows));
  }

  private static String folderOf(Path folder, Path path, String column) {
    try {
      return part(path, column);
    } catch (DataException e) {
      throw new DataException(
          ("%s: expected its private attribute: a sub-folder for it, as in TARGET/PRIVATE/%s, or a file %s with the"
                  + " columns path, target and private, was neither")
              .formatted(folder.resolve(path), path.getFileName(), DEFAULT_CSV),
          e);
    }
  }

  /** Image files below a folder, by their endings, sorted; hidden ones and links are left out. */
  private static List<Path> images(Path folder) {
    try (Stream<Path> found = Files.walk(folder)) {
      return found
          .filter(Files::isRegularFile)
          .map(folder::relativize)
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(path -> ENDINGS.contains(ending(path)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(folder, e), e);
    } catch (UncheckedIOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(folder, e.getCause()), e);
    }
  }

  private static String ending(Path path) {
    String name = path.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
