package org.palimpsest.data.celeba;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.stream.IntStream;
import org.palimpsest.Nearest;
import org.palimpsest.TextFile;
import org.palimpsest.data.DataException;

/**
 * CelebA's annotations: attributes, partition and people of every image. Images are in the order of their names, which
 * is that of the official files, whatever the order of the files at hand.
 *
 * @param attributes names of attributes, in the file's order
 * @param images (N) names of files
 * @param values (N), bit a of each: whether the image has attribute a
 * @param partitions (N): 0 for training, 1 for validation, 2 for testing
 * @param people (N) texts that the images of one person share; empty where there is no such file
 */
record CelebaTable(
    CelebaFiles files, List<String> attributes, List<String> images, long[] values, byte[] partitions,
    List<String> people) {

  static final int TRAIN = 0;
  static final int VALIDATION = 1;
  static final int TEST = 2;

  /** @throws DataException if a file is damaged or two do not fit each other; names the file, the line and the value */
  static CelebaTable read(CelebaFiles files) {
    Lines lines = Lines.read(files.attributes());
    List<String> header = header(lines);
    Map<String, Long> values = new HashMap<>();
    boolean[] coded = new boolean[2];
    while (lines.next()) {
      List<String> fields = lines.fields();
      if (fields.size() != header.size() + 1) {
        throw lines.bad("a name and %d values".formatted(header.size()), fields.size() + " fields");
      }
      long bits = 0;
      for (int a = 0; a < header.size(); a++) {
        String text = fields.get(a + 1);
        if (!text.equals("1") && !text.equals("0") && !text.equals("-1")) {
          throw lines.bad("-1 or 1 in column " + header.get(a), "'" + text + "'");
        }
        coded[0] |= text.equals("0");
        coded[1] |= text.equals("-1");
        bits |= text.equals("1") ? 1L << a : 0;
      }
      if (coded[0] && coded[1]) {
        throw lines.bad("-1 or 0 for no, as the lines before have it", "the other");
      }
      lines.add(values, bits);
    }
    if (lines.count >= 0 && lines.count != values.size()) {
      throw new DataException(
          "%s: expected %,d images, as its first line says, was %,d".formatted(lines.file, lines.count, values.size()));
    }
    List<String> images = values.keySet().stream().sorted().toList();
    if (images.isEmpty()) {
      throw new DataException(lines.file + ": expected a line for each image, was a header alone");
    }
    Map<String, String> partition = pairs(files.partition());
    byte[] partitions = new byte[images.size()];
    for (int i = 0; i < partitions.length; i++) {
      String text = partition.getOrDefault(images.get(i), "");
      if (!text.matches("[012]")) {
        throw new DataException(
            "%s: %s: expected 0, 1 or 2, was %s"
                .formatted(files.partition(), images.get(i), text.isEmpty() ? "no line" : "'" + text + "'"));
      }
      partitions[i] = (byte) (text.charAt(0) - '0');
    }
    requireSame(files.partition(), partition, values, files.attributes());
    List<String> people = files.identities().map(file -> people(file, images)).orElse(List.of());
    long[] bits = images.stream().mapToLong(values::get).toArray();
    return new CelebaTable(files, header, images, bits, partitions, people);
  }

  /** Names of attributes; a count before them is kept for later. */
  private static List<String> header(Lines lines) {
    lines.require("a header");
    if (lines.line.strip().matches("[0-9]{1,9}")) {
      lines.count = Integer.parseInt(lines.line.strip());
      lines.require("a header");
    }
    List<String> header = new ArrayList<>(lines.fields());
    if (List.of("image_id", "image", "filename", "").contains(header.get(0))) {
      header.remove(0);
    }
    if (header.size() > Long.SIZE || header.stream().distinct().count() != header.size()) {
      throw lines.bad("at most 64 attributes, each once", header.toString());
    }
    return List.copyOf(header);
  }

  /** The second column by the first. A header, which has no name of an image, is passed over. */
  private static Map<String, String> pairs(Path file) {
    Lines lines = Lines.read(file);
    Map<String, String> pairs = new HashMap<>();
    while (lines.next()) {
      List<String> fields = lines.fields();
      if (fields.size() != 2) {
        throw lines.bad("two fields", fields.size() + " in '" + lines.line + "'");
      }
      if (lines.number > 1 || fields.get(0).contains(".")) {
        lines.add(pairs, fields.get(1));
      }
    }
    return pairs;
  }

  private static List<String> people(Path file, List<String> images) {
    Map<String, String> pairs = pairs(file);
    for (String image : images) {
      if (!pairs.containsKey(image)) {
        throw new DataException("%s: %s: expected the person shown, was no line".formatted(file, image));
      }
    }
    return images.stream().map(pairs::get).toList();
  }

  private static void requireSame(Path file, Map<String, ?> found, Map<String, ?> wanted, Path other) {
    found.keySet().stream()
        .filter(name -> !wanted.containsKey(name))
        .sorted()
        .findFirst()
        .ifPresent(
            name -> {
              throw new DataException("%s: %s: expected an image of %s, was none of it".formatted(file, name, other));
            });
  }

  int size() {
    return images.size();
  }

  /** The rows of a partition, in order. */
  int[] rows(int partition) {
    return IntStream.range(0, size()).filter(i -> partitions[i] == partition).toArray();
  }

  /** Of each image whether it has the attribute: 1 or 0. */
  int[] values(String attribute) {
    int a = attributes.indexOf(attribute);
    if (a < 0) {
      throw new DataException(
          "%s: expected a column %s, was none%s"
              .formatted(files.attributes(), attribute, Nearest.hint(attribute, attributes)));
    }
    return Arrays.stream(values).mapToInt(bits -> (int) (bits >>> a & 1)).toArray();
  }

  /** The person on an image; empty if that is not known. */
  String person(int image) {
    return people.isEmpty() ? "" : people.get(image);
  }

  /** A text file line by line. Fields are separated by commas if the header has one, else by blanks. */
  private static final class Lines {
    private final Path file;
    private final String[] all;
    private Optional<Boolean> commas = Optional.empty();
    private int number;
    private int count = -1;
    private String line = "";

    private Lines(Path file, String text) {
      this.file = file;
      this.all = text.split("\r\n|\n|\r");
    }

    static Lines read(Path file) {
      try {
        String text = TextFile.read(file);
        if (text.startsWith("<")) {
          throw new DataException(file + ": expected a table, was HTML, of a download that failed");
        }
        return new Lines(file, text.startsWith("\uFEFF") ? text.substring(1) : text);
      } catch (IOException e) {
        throw new DataException(e.getMessage(), e);
      }
    }

    /** Goes to the next line; false behind the last. */
    boolean next() {
      if (number == all.length || all[number].isBlank() && number == all.length - 1) {
        return false;
      }
      line = all[number++];
      return true;
    }

    void require(String what) {
      if (!next()) {
        throw new DataException("%s: line %d: expected %s, was the end of the file".formatted(file, number + 1, what));
      }
    }

    List<String> fields() {
      if (commas.isEmpty()) {
        commas = Optional.of(line.contains(","));
      }
      if (commas.get()) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
      }
      StringTokenizer tokens = new StringTokenizer(line);
      List<String> fields = new ArrayList<>(tokens.countTokens());
      while (tokens.hasMoreTokens()) {
        fields.add(tokens.nextToken());
      }
      return fields;
    }

    /** Keeps what the line says of the image in its first field. */
    <T> void add(Map<String, T> all, T value) {
      String name = fields().get(0);
      if (!name.matches("[A-Za-z0-9_-]+\\.[A-Za-z]+")) {
        throw bad("the name of an image, such as 000001.jpg", "'" + name + "'");
      } else if (all.putIfAbsent(name, value) != null) {
        throw bad("each image once", name + " again");
      }
    }

    DataException bad(String expected, String was) {
      return new DataException("%s: line %d: expected %s, was %s".formatted(file, number, expected, was));
    }
  }
}
