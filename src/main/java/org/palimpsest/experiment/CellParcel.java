package org.palimpsest.experiment;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.palimpsest.AtomicFile;
import org.palimpsest.experiment.GridOrder.Item;

/**
 * What an item has left in a folder of results, as bytes to be sent to another machine: all but features and shadow
 * networks, which can be had again, and locks. A zip file of paths relative to the results.
 */
public final class CellParcel {

  /** Files that say how far a cell has come, in the order in which they may appear. */
  private static final List<String> LAST = List.of("incomplete-rows-", "failed.txt", "trained.json", "rows-");

  private CellParcel() {}

  /** Everything that is there, which may be nothing. */
  public static byte[] pack(Path results, Item item) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Path file : files(results, item)) {
        zip.putNextEntry(new ZipEntry(results.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Puts a parcel in the place of what there is of the item. Every file appears complete or not at all, and those that
   * say how far the item has come appear last.
   *
   * @throws IOException if it cannot be written, or holds a path that is not the item's
   */
  public static void unpack(byte[] parcel, Path results, Item item) throws IOException {
    record Content(Path file, byte[] bytes) {}
    List<Content> contents = new ArrayList<>();
    Set<Path> kept = new HashSet<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(parcel))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = results.resolve(entry.getName()).normalize();
        if (!file.startsWith(results.resolve(item.id())) && !file.equals(picture(results, item))) {
          throw new IOException("%s: expected a file of %s, was another".formatted(entry.getName(), item.id()));
        }
        contents.add(new Content(file, zip.readAllBytes()));
        kept.add(file);
      }
    }
    contents.sort(Comparator.comparingInt(content -> rank(content.file())));
    for (Content content : contents) {
      Files.createDirectories(content.file().getParent());
      AtomicFile.write(content.file(), partial -> Files.write(partial, content.bytes()));
    }
    for (Path file : files(results, item)) {
      if (!kept.contains(file)) {
        Files.delete(file);
      }
    }
  }

  private static int rank(Path file) {
    String name = file.getFileName().toString();
    for (int i = 0; i < LAST.size(); i++) {
      if (name.startsWith(LAST.get(i))) {
        return i + 1;
      }
    }
    return 0;
  }

  private static List<Path> files(Path results, Item item) throws IOException {
    Path folder = results.resolve(item.id());
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        all.filter(file -> Files.isRegularFile(file) && travels(folder.relativize(file))).sorted().forEach(files::add);
      }
    }
    if (Files.exists(picture(results, item))) {
      files.add(picture(results, item));
    }
    return files;
  }

  private static Path picture(Path results, Item item) {
    return results.resolve(CellTraining.PICTURES).resolve(item.cell().id() + ".png");
  }

  private static boolean travels(Path inFolder) {
    String top = inFolder.getName(0).toString();
    String name = inFolder.getFileName().toString();
    return !top.startsWith("features") && !top.startsWith("shadows-") && !name.equals(".lock")
        && !name.endsWith(".partial");
  }

  /**
   * The same where there is nothing of the item, which other workers are kept out of meanwhile.
   *
   * @param parcel asked for only then
   */
  public static void unpackIfNothing(Supplier<byte[]> parcel, Path results, Item item) throws IOException {
    try (ResultsLock lock = ResultsLock.await(results.resolve(item.id()), () -> {})) {
      lock.guard(
          () -> {
            if (files(results, item).isEmpty()) {
              unpack(parcel.get(), results, item);
            }
            return item;
          });
    }
  }

  /** Throws away what an item has left. */
  public static void delete(Path results, Item item) throws IOException {
    CellFolder.deleteTree(results.resolve(item.id()));
    Files.deleteIfExists(picture(results, item));
  }
}
