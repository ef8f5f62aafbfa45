package org.palimpsest.data.imdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.data.DataException;
import org.palimpsest.data.mat.MatFile.Cells;
import org.palimpsest.data.mat.MatFile.Numbers;
import org.palimpsest.data.mat.MatFile.Struct;
import org.palimpsest.data.mat.MatFile.Text;
import org.palimpsest.data.mat.MatFile.Value;
import org.palimpsest.data.mat.MatWriter;

/** Annotations that others have met in {@code imdb.mat} and in downloads of it: what is refused, and why. */
class ImdbBadInputTest {

  private static final int EPOCH = 719_529;

  @TempDir private Path folder;

  /** One picture: everything right, or one thing wrong. */
  private record Picture(String path, double birth, double taken, double gender, double score, double second) {

    static final Picture RIGHT =
        new Picture("02/nm2_rm1_1960-3-4_1990.jpg", day(1960), 1990, 1, 3.5, Double.NaN);

    private static double day(int year) {
      return LocalDate.of(year, 3, 4).toEpochDay() + EPOCH;
    }

    Picture born(double day) {
      return new Picture(path, day, taken, gender, score, second);
    }

    Picture taken(double year) {
      return new Picture(path, birth, year, gender, score, second);
    }

    Picture of(double sex) {
      return new Picture(path, birth, taken, sex, score, second);
    }

    Picture scored(double first, double other) {
      return new Picture(path, birth, taken, gender, first, other);
    }
  }

  private static byte[] mat(List<Picture> pictures) {
    Map<String, Value> fields = new LinkedHashMap<>();
    fields.put("dob", numbers(pictures.stream().map(Picture::birth).toList()));
    fields.put("photo_taken", numbers(pictures.stream().map(Picture::taken).toList()));
    List<Value> paths = new ArrayList<>();
    pictures.forEach(picture -> paths.add(new Text(picture.path())));
    fields.put("full_path", new Cells(paths));
    fields.put("gender", numbers(pictures.stream().map(Picture::gender).toList()));
    fields.put("face_score", numbers(pictures.stream().map(Picture::score).toList()));
    fields.put("second_face_score", numbers(pictures.stream().map(Picture::second).toList()));
    return MatWriter.write("test", Map.of("imdb", new Struct(fields)));
  }

  private static Numbers numbers(List<Double> values) {
    return new Numbers(values.stream().mapToDouble(value -> value).toArray());
  }

  /** Born in the year 0, ages of 2014 and -31, no sex, no face, two faces, a score that is too low. */
  @Test
  void everyPictureIsRefusedForItsReason() {
    Picture right = Picture.RIGHT;
    List<Picture> pictures =
        List.of(
            right, right.born(1), right.born(-20_000), right.born(Double.NaN), right.born(Picture.day(1720)),
            right.born(Picture.day(2021)), right.born(Picture.day(1860)), right.taken(4004), right.taken(0),
            right.of(Double.NaN), right.scored(Double.NEGATIVE_INFINITY, Double.NaN),
            right.scored(Double.POSITIVE_INFINITY, Double.NaN), right.scored(0.9, Double.NaN), right.scored(3, 2));
    assertThat(ImdbMat.rows("imdb.mat", mat(pictures)).stream().map(ImdbMat.Row::refusal))
        .containsExactly(
            "", "born before 1850, or never", "born before 1850, or never", "born before 1850, or never",
            "born before 1850, or never", "age outside 0 to 100", "age outside 0 to 100",
            "year of the picture not known", "year of the picture not known", "sex not known", "no face found",
            "no face found", "face score below 1", "a second face");
    assertThat(ImdbMat.rows("imdb.mat", mat(pictures)).get(0).face()).contains(new ImdbFace(right.path(), 30, true));
  }

  @Test
  void aFileThatIsCutOffOrHtmlIsNamed() {
    byte[] whole = mat(List.of(Picture.RIGHT));
    assertThatThrownBy(() -> ImdbMat.rows("imdb.mat", Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("imdb.mat: expected a whole MAT file");
    byte[] page = "<!DOCTYPE html><title>Google Drive - Quota exceeded".repeat(9).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ImdbMat.rows("imdb.mat", page)).hasMessageContaining("was HTML, of a download that failed");
    assertThatThrownBy(() -> NumpyFile.read("eb1_img_list.npy", page))
        .hasMessage("eb1_img_list.npy: file: expected one of NumPy, was HTML, of a download that failed");
  }

  /** The annotations of the pictures' names, which stay where those of the file are broken. */
  @Test
  void namesTellAgesOnceMore() throws IOException {
    assertThat(new ImdbFace("02/nm2_rm1_1960-3-4_1990.jpg", 30, true).ageByName()).hasValue(30);
    assertThat(new ImdbFace("02/nm2_rm1_1960-7-1_1990.jpg", 30, true).ageByName()).hasValue(29);
    assertThat(new ImdbFace("02/face.jpg", 30, true).ageByName()).isEmpty();
    new DrawnImdbFiles(300).write(folder, (done, of) -> {});
    assertThat(new ImdbSummary(ImdbFaces.listed(folder)).lines())
        .anyMatch(line -> line.matches("by their names, which hold dates, 0 of \\d+ pictures are of an age .*"));
    List<ImdbFaces.Entry> young = List.of(new ImdbFaces.Entry("nm2_rm1_1950-3-4_1990.jpg", 20, 0));
    List<ImdbFaces.Entry> old = List.of(new ImdbFaces.Entry("nm3_rm1_1940-3-4_1990.jpg", 51, 0));
    ImdbFaces faces = ImdbFaces.of(folder, List.of(folder), "test", List.of(young, old, List.of()));
    assertThat(new ImdbSummary(faces).lines())
        .contains("by their names, which hold dates, 1 of 2 pictures are of an age that differs by over a year");
  }
}
