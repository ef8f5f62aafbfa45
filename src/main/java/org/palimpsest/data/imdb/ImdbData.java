package org.palimpsest.data.imdb;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.Require;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task;
import org.palimpsest.data.image.NaturalImages;
import org.palimpsest.data.image.PictureDataset;
import org.palimpsest.data.image.PictureFiles;
import org.palimpsest.data.image.PictureSettings;
import org.palimpsest.data.image.StoredPictures;
import org.palimpsest.random.Seed;

/**
 * Faces with age and sex, in the form of IMDB-WIKI's crops, whoever made the pictures. The condition is the list that
 * is trained on: {@code EB1} of young women and old men, {@code EB2} the reverse, both as published; with
 * {@code -rebuilt} lists made of {@code imdb.mat} by the same rules.
 */
public interface ImdbData extends PictureDataset {

  /** Conditions, and which biased list each means. */
  Map<String, Integer> CONDITIONS = Map.of("EB1", 1, "EB2", 2, "EB1-rebuilt", 1, "EB2-rebuilt", 2);

  String REBUILT = "-rebuilt";

  /** What is asked of a face. */
  ImdbQuestion target();

  @Override
  default Condition condition(String text) {
    Require.that(
        CONDITIONS.containsKey(text), "condition", "EB1, EB2, EB1-rebuilt or EB2-rebuilt", "'" + text + "'");
    return Condition.named(text);
  }

  @Override
  default List<Condition> conditions() {
    return List.of(Condition.named("EB1"), Condition.named("EB2"));
  }

  private ImdbFaces faces(DataHome home, boolean rebuilt) {
    requireOwnPictures(home);
    return rebuilt ? ImdbMat.rebuilt(place(home)) : ImdbFaces.listed(place(home));
  }

  /** The published lists if they are there, else those that are made of the MAT file. */
  private ImdbFaces faces(DataHome home) {
    return faces(home, !ImdbFaces.hasLists(place(home)));
  }

  private PictureFiles pictureFiles(ImdbFaces faces, DataHome home) {
    List<Path> pictures = faces.faces().stream().map(face -> faces.pictures().resolve(face.path())).toList();
    return new PictureFiles(pictures(), name(), home, faces.annotations(), pictures);
  }

  @Override
  default List<FileState> files(DataHome home) {
    try {
      return pictureFiles(faces(home), home).verified((file, pixels) -> {});
    } catch (DataException e) {
      return PictureFiles.unread(place(home), ImdbFaces.isPresent(place(home)), e.getMessage());
    }
  }

  @Override
  default List<String> layout(DataHome home) {
    try {
      return new ImdbSummary(faces(home)).lines();
    } catch (DataException e) {
      return List.of();
    }
  }

  @Override
  default Optional<String> fingerprint(DataHome home) {
    return ImdbFaces.isPresent(place(home))
        ? Optional.of(pictureFiles(faces(home), home).fingerprint())
        : Optional.empty();
  }

  /**
   * Of the smaller of the two biased lists. Where there are no files, the published lists in the numbers that are
   * reported of them: 16,800 in the smaller biased list, 13,129 for testing.
   */
  @Override
  default PoolSizes full(DataHome home, Protocol protocol) {
    if (!ImdbFaces.isPresent(place(home))) {
      return protocol == Protocol.PUBLISHED
          ? new PoolSizes(16_800, 0, 16_800, 9_846)
          : new PoolSizes(13_440, 3_360, 3_283, 9_846);
    }
    ImdbFaces faces = faces(home);
    return NaturalImages.least(
        List.of(
            new ImdbImages(faces, target(), 1).natural(protocol).full(protocol),
            new ImdbImages(faces, target(), 2).natural(protocol).full(protocol)));
  }

  @Override
  default Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    int set = CONDITIONS.get(condition.value());
    Alignment alignment = target().alignment(set);
    if (!ImdbFaces.isPresent(place(home))) {
      protocol.check(sizes, Integer.MAX_VALUE);
      NaturalImages.Pools absent = absent(home, sizes);
      return task(alignment, absent, absent.test());
    }
    ImdbFaces faces = faces(home, condition.value().endsWith(REBUILT));
    NaturalImages natural = new ImdbImages(faces, target(), set).natural(protocol);
    StoredPictures stored = pictureFiles(faces, home).stored();
    NaturalImages.Pools pools = natural.pools(stored, protocol, sizes, seed);
    return task(alignment, pools, natural.pool(stored, ImdbImages.OTHER, faces.list(2 - set)));
  }

  private Task task(Alignment alignment, NaturalImages.Pools pools, Pool other) {
    return new Task(
        target().target(),
        target().privately(),
        Optional.of(alignment),
        pictures().framing().shape(),
        Mix.asIs(),
        Task.Defaults.NATURAL,
        pools.train(),
        pools.validation(),
        pools.attack(),
        ImdbImages.splits(target(), alignment, pools.test(), other),
        "test");
  }

  /**
   * Photographs of actors (Rothe, Timofte and Van Gool).
   *
   * @param pictures where they lie and what becomes of them
   * @param target age in twelve bins, young (under 30 or not) or sex; with an age sex is private, with sex the age
   */
  record Imdb(PictureSettings pictures, ImdbQuestion target) implements ImdbData {

    public static final String NAME = "imdb";

    public Imdb {
      Require.given("target", target, ImdbQuestion.class);
    }

    /** Age in bins, images of 64 x 64. */
    public Imdb() {
      this(new PictureSettings(NAME), ImdbQuestion.AGE);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String title() {
      return "IMDB faces";
    }

    @Override
    public String description() {
      return "photographs of actors with age and sex (Rothe, Timofte and Van Gool), in lists biased by Kim et al.; "
          + "to be had from the authors, see datasets/README.md";
    }

    @Override
    public Optional<String> publishedAs() {
      return Optional.of(NAME);
    }

    @Override
    public String counterpart() {
      return DrawnImdb.NAME;
    }
  }

  /**
   * Faces drawn by procedure in IMDB's form.
   *
   * @param pictures where they lie and what becomes of them
   * @param target age in twelve bins, young (under 30 or not) or sex; with an age sex is private, with sex the age
   */
  record DrawnImdb(PictureSettings pictures, ImdbQuestion target) implements ImdbData {

    public static final String NAME = "drawn-imdb";

    public DrawnImdb {
      Require.given("target", target, ImdbQuestion.class);
    }

    /** Age in bins, images of 64 x 64. */
    public DrawnImdb() {
      this(new PictureSettings(NAME), ImdbQuestion.AGE);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String title() {
      return "IMDB faces (drawn)";
    }

    @Override
    public String description() {
      return "faces drawn by procedure, in IMDB's form; make them with: palimpsest data draw imdb";
    }

    @Override
    public boolean drawn() {
      return true;
    }

    @Override
    public String counterpart() {
      return Imdb.NAME;
    }
  }
}
