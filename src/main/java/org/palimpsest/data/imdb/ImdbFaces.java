package org.palimpsest.data.imdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.palimpsest.StrictCsv;
import org.palimpsest.data.DataException;
import org.palimpsest.data.pickle.Unpickler;
import org.palimpsest.data.pickle.Unpickler.Bytes;

/**
 * Faces of IMDB in three lists: two in which age and sex go together, in opposite ways, and one for testing.
 *
 * @param pictures the folder that paths are below
 * @param annotations the files that were read
 * @param source what was read, for people
 * @param faces each once
 * @param lists numbers of faces: the first biased list, the second, and that for testing, each in its order
 * @param refused how many entries were left out, by reason
 */
record ImdbFaces(
    Path pictures, List<Path> annotations, String source, List<ImdbFace> faces, List<int[]> lists,
    SortedMap<String, Integer> refused) {

  static final List<String> NAMES = List.of("EB1", "EB2", "test");

  private static final List<String> FOLDERS = List.of("", "imdb_crop", "imdb", "auxiliary", "data");
  private static final List<String> LISTS =
      List.of("imdb_age_gender.npy", "imdb_split.npy", "eb1_img_list.npy", "eb2_img_list.npy");
  private static final String NO_AGE = "age outside 0 to " + ImdbFace.OLDEST;
  static final String NO_SEX = "sex not known";

  /**
   * An entry of a list as it is written.
   *
   * @param age -1 if it is no whole number
   * @param gender -1 if it is no whole number
   */
  record Entry(String path, long age, long gender) {

    static Entry of(String path, Object age, Object gender) {
      return new Entry(path, whole(age), whole(gender));
    }

    /** Lists have whole numbers as Python's, as NumPy's, and as floating-point ones. */
    private static long whole(Object value) {
      boolean whole = value instanceof Long || value instanceof Double number && number == Math.rint(number);
      return whole ? ((Number) value).longValue() : -1;
    }

    private ImdbFace face(long woman) {
      return new ImdbFace(path, (int) age, gender != woman);
    }
  }

  /** True if anything of it is there. */
  static boolean isPresent(Path folder) {
    return Files.isDirectory(pictures(folder)) || hasLists(folder) || !found(folder, "imdb.mat").isEmpty();
  }

  /** True if there are published lists, in either form. */
  static boolean hasLists(Path folder) {
    return !found(folder, LISTS.get(0)).isEmpty() || !found(folder, "EB1.csv").isEmpty();
  }

  static List<Path> found(Path folder, String name) {
    return FOLDERS.stream().map(sub -> folder.resolve(sub).resolve(name)).filter(Files::isRegularFile).toList();
  }

  static Path one(Path folder, String name) {
    List<Path> found = found(folder, name);
    if (found.size() != 1) {
      throw new DataException(
          "%s: expected one %s in it or in imdb_crop, was %s".formatted(folder, name, found.isEmpty() ? "none" : found));
    }
    return found.get(0);
  }

  static Path pictures(Path folder) {
    return folder.resolve("imdb_crop");
  }

  /**
   * The lists of Kim et al., or the CSV files of the paper's code.
   *
   * @throws DataException if there are none, both, or damaged ones; names the file and what is wrong
   */
  static ImdbFaces listed(Path folder) {
    boolean csv = !found(folder, "EB1.csv").isEmpty();
    boolean lists = !found(folder, LISTS.get(0)).isEmpty();
    if (csv == lists) {
      throw new DataException(
          "%s: expected the lists of Kim et al. (%s) or EB1.csv, EB2.csv and test.csv, was %s"
              .formatted(folder, String.join(", ", LISTS), csv ? "both" : "neither"));
    }
    return csv ? ofCsv(folder) : ofLists(folder);
  }

  private static ImdbFaces ofCsv(Path folder) {
    List<Path> files = NAMES.stream().map(name -> one(folder, name + ".csv")).toList();
    List<List<Entry>> entries = new ArrayList<>();
    for (Path file : files) {
      try {
        StrictCsv csv = StrictCsv.read(file).having(List.of("image", "age", "gender"), List.of());
        List<Entry> list = new ArrayList<>();
        for (StrictCsv.Line line : csv.lines()) {
          list.add(Entry.of(line.text("image"), line.decimal("age"), line.decimal("gender")));
        }
        entries.add(list);
      } catch (IOException e) {
        throw new DataException(e.getMessage(), e);
      }
    }
    return of(pictures(folder), files, "CSV files of the paper's code", entries);
  }

  private static ImdbFaces ofLists(Path folder) {
    List<Path> files = LISTS.stream().map(name -> one(folder, name)).toList();
    Map<Object, Object> known = dictionary(files.get(0));
    Map<Object, Object> split = dictionary(files.get(1));
    Object test = split.get("test_list");
    if (!(test instanceof List)) {
      throw new DataException(files.get(1) + ": expected a list test_list, was none");
    }
    List<List<Entry>> entries =
        List.of(
            entries(files.get(2), NumpyFile.read(files.get(2)), known, files.get(0)),
            entries(files.get(3), NumpyFile.read(files.get(3)), known, files.get(0)),
            entries(files.get(1), (List<?>) test, known, files.get(0)));
    return of(pictures(folder), files, "lists of Kim et al.", entries);
  }

  private static Map<Object, Object> dictionary(Path file) {
    List<Object> values = NumpyFile.read(file);
    if (values.size() != 1 || !(values.get(0) instanceof Map)) {
      throw new DataException(file + ": expected a dictionary, was something else");
    }
    Map<Object, Object> dictionary = new LinkedHashMap<>();
    Unpickler.map(values.get(0)).forEach((key, value) -> dictionary.put(key instanceof Bytes bytes ? bytes.text() : key, value));
    return dictionary;
  }

  private static List<Entry> entries(Path file, List<?> paths, Map<Object, Object> known, Path of) {
    List<Entry> entries = new ArrayList<>();
    for (Object path : paths) {
      Object name = path instanceof Bytes bytes ? bytes.text() : path;
      if (!(name instanceof String) || !(known.get(name) instanceof Map)) {
        throw new DataException(
            "%s: '%s': expected an image of %s, was none of it".formatted(file, printable(name), of.getFileName()));
      }
      Map<Object, Object> about = Unpickler.map(known.get(name));
      entries.add(Entry.of((String) name, about.get("age"), about.get("gender")));
    }
    return entries;
  }

  private static String printable(Object text) {
    return String.valueOf(text).replaceAll("[^\\x20-\\x7E]", "?");
  }

  /** Leaves out whom nothing is known of, and infers which code stands for women. */
  static ImdbFaces of(Path pictures, List<Path> files, String source, List<List<Entry>> entries) {
    SortedMap<String, Integer> refused = new TreeMap<>();
    List<List<Entry>> kept = new ArrayList<>();
    for (List<Entry> list : entries) {
      List<Entry> good = new ArrayList<>();
      for (Entry entry : list) {
        if (entry.age < 0 || entry.age > ImdbFace.OLDEST) {
          refused.merge(NO_AGE, 1, Integer::sum);
        } else if (entry.gender != 0 && entry.gender != 1) {
          refused.merge(NO_SEX, 1, Integer::sum);
        } else {
          good.add(entry);
        }
      }
      kept.add(good);
    }
    boolean zero = wrong(kept, 0).isEmpty();
    boolean one = wrong(kept, 1).isEmpty();
    if (zero == one) {
      throw new DataException(
          ("%s: expected in EB1 women under 30 and men from 40 on, in EB2 the reverse, with one code of gender for"
                  + " women, was %s")
              .formatted(files.get(0), zero ? "no such image" : "neither with 0 nor with 1; with 0 " + wrong(kept, 0)));
    }
    Map<String, Integer> numbers = new LinkedHashMap<>();
    List<ImdbFace> faces = new ArrayList<>();
    List<int[]> lists = new ArrayList<>();
    for (List<Entry> good : kept) {
      List<Integer> list = new ArrayList<>();
      for (Entry entry : good) {
        requireInside(entry.path, files.get(0));
        if (numbers.putIfAbsent(entry.path, faces.size()) == null) {
          faces.add(entry.face(zero ? 0 : 1));
        }
        list.add(numbers.get(entry.path));
      }
      lists.add(list.stream().mapToInt(n -> n).toArray());
    }
    String coding = "%s, in which gender %d is female".formatted(source, zero ? 0 : 1);
    return new ImdbFaces(pictures, files, coding, List.copyOf(faces), lists, refused);
  }

  /** The first entry of the biased lists that contradicts a coding; empty if none does. */
  private static String wrong(List<List<Entry>> kept, long woman) {
    for (int set = 1; set <= 2; set++) {
      for (Entry entry : kept.get(set - 1)) {
        ImdbFace face = entry.face(woman);
        if (!face.biased(set)) {
          return "%s of age %d is %s in EB%d".formatted(
              printable(entry.path), entry.age, face.male() ? "a man" : "a woman", set);
        }
      }
    }
    return "";
  }

  static void requireInside(String path, Path file) {
    if (path.startsWith("/") || path.contains("..") || !path.matches("[A-Za-z0-9_./ -]+")) {
      throw new DataException(
          "%s: '%s': expected a path below imdb_crop, was another".formatted(file, printable(path)));
    }
  }

  /** The faces of a list. */
  int[] list(int which) {
    return lists.get(which);
  }

  /** How many of the test list are in a biased list as well. */
  long overlap() {
    boolean[] biased = new boolean[faces.size()];
    IntStream.concat(Arrays.stream(list(0)), Arrays.stream(list(1))).forEach(n -> biased[n] = true);
    return Arrays.stream(list(2)).filter(n -> biased[n]).count();
  }
}
