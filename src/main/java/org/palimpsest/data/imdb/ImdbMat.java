package org.palimpsest.data.imdb;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.mat.MatFile;
import org.palimpsest.data.mat.MatFile.Cells;
import org.palimpsest.data.mat.MatFile.Numbers;
import org.palimpsest.data.mat.MatFile.Struct;
import org.palimpsest.data.mat.MatFile.Text;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * The authors' own annotations, {@code imdb.mat}, and lists made of them by the rules of the published ones: one clear
 * face, a known sex, a possible age; a fifth of the pictures, by person, for testing, of people under 30 or from 40 on.
 * They are not the published lists, which were cleaned by hand, and have names of their own.
 *
 * <p>Source: Rothe, Timofte and Van Gool, IJCV 126 (2018), and the page of IMDB-WIKI.
 */
final class ImdbMat {

  /** Detections of a lower score are mostly no faces, as users of the data found. */
  private static final double LEAST_SCORE = 1;

  private static final double TEST = 0.2;

  private ImdbMat() {}

  /** One picture, or why it is refused. */
  record Row(Optional<ImdbFace> face, String refusal) {

    private static Row refused(String why) {
      return new Row(Optional.empty(), why);
    }
  }

  /** @throws DataException if the file is damaged or has other fields; names the file and what is wrong */
  static List<Row> rows(String name, byte[] content) {
    MatFile.Value imdb = MatFile.read(name, content).get("imdb");
    if (!(imdb instanceof Struct struct)) {
      throw new DataException(name + ": expected a struct imdb, was none");
    }
    Map<String, MatFile.Value> fields = struct.fields();
    double[] birth = numbers(name, fields, "dob");
    double[] taken = numbers(name, fields, "photo_taken");
    double[] gender = numbers(name, fields, "gender");
    double[] score = numbers(name, fields, "face_score");
    double[] second = numbers(name, fields, "second_face_score");
    if (!(fields.get("full_path") instanceof Cells paths) || paths.values().size() != birth.length) {
      throw new DataException("%s: field full_path: expected %d cells, was another".formatted(name, birth.length));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < birth.length; i++) {
      if (!(paths.values().get(i) instanceof Text path)) {
        throw new DataException("%s: field full_path: expected texts, was another in cell %d".formatted(name, i + 1));
      }
      ImdbFaces.requireInside(path.value(), Path.of(name));
      rows.add(row(path.value(), birth[i], taken[i], gender[i], score[i], second[i]));
    }
    return rows;
  }

  private static double[] numbers(String name, Map<String, MatFile.Value> fields, String field) {
    int wanted = fields.get("dob") instanceof Numbers births ? births.values().length : -1;
    if (!(fields.get(field) instanceof Numbers numbers) || numbers.values().length != wanted) {
      throw new DataException(
          "%s: field %s: expected a number for each picture, was another".formatted(name, field));
    }
    return numbers.values();
  }

  private static Row row(String path, double birth, double taken, double gender, double score, double second) {
    if (ImdbFace.unborn(birth)) {
      return Row.refused("born before 1850, or never");
    } else if (!(taken >= 1850 && taken <= 2100)) {
      return Row.refused("year of the picture not known");
    }
    int age = ImdbFace.age(birth, (int) taken);
    if (age < 0 || age > ImdbFace.OLDEST) {
      return Row.refused("age outside 0 to " + ImdbFace.OLDEST);
    } else if (gender != 0 && gender != 1) {
      return Row.refused(ImdbFaces.NO_SEX);
    } else if (Double.isInfinite(score) || Double.isNaN(score)) {
      return Row.refused("no face found");
    } else if (score < LEAST_SCORE) {
      return Row.refused("face score below 1");
    } else if (!Double.isNaN(second)) {
      return Row.refused("a second face");
    }
    return new Row(Optional.of(new ImdbFace(path, age, gender == 1)), "");
  }

  /** The three lists, made by the rules. */
  static ImdbFaces rebuilt(Path folder) {
    Path file = ImdbFaces.one(folder, "imdb.mat");
    List<ImdbFace> faces = new ArrayList<>();
    SortedMap<String, Integer> refused = new TreeMap<>();
    for (Row row : rows(file.toString(), FileHashes.read(file, file.toString()))) {
      row.face.ifPresent(faces::add);
      if (row.face.isEmpty()) {
        refused.merge(row.refusal, 1, Integer::sum);
      }
    }
    faces.sort(Comparator.comparing(ImdbFace::path));
    Map<String, List<Integer>> people = new TreeMap<>();
    for (int i = 0; i < faces.size(); i++) {
      people.computeIfAbsent(faces.get(i).person(), p -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> order = new ArrayList<>(people.values());
    boolean[] testing = new boolean[faces.size()];
    int held = 0;
    for (int person : Shuffle.permutation(order.size(), new Seed(0).derive("imdb", "rebuilt"))) {
      if (held < TEST * faces.size()) {
        order.get(person).forEach(i -> testing[i] = true);
        held += order.get(person).size();
      }
    }
    List<int[]> lists = new ArrayList<>();
    for (int set = 1; set <= 2; set++) {
      int biased = set;
      lists.add(
          IntStream.range(0, faces.size()).filter(i -> !testing[i] && faces.get(i).biased(biased)).toArray());
    }
    lists.add(
        IntStream.range(0, faces.size())
            .filter(i -> testing[i] && (faces.get(i).young() || faces.get(i).old()))
            .toArray());
    return new ImdbFaces(
        ImdbFaces.pictures(folder), List.of(file), "lists made of imdb.mat by the rules of the published ones",
        faces, lists, refused);
  }
}
