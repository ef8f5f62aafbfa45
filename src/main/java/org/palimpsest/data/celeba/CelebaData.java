package org.palimpsest.data.celeba;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.data.image.NaturalImages;
import org.palimpsest.data.image.PictureDataset;
import org.palimpsest.data.image.PictureFiles;
import org.palimpsest.data.image.PictureSettings;
import org.palimpsest.data.image.StoredPictures;
import org.palimpsest.random.Seed;

/**
 * Faces with forty attributes each, one of which is the target and another private; the condition is the target. In the
 * form of CelebA, whoever made the pictures.
 */
public interface CelebaData extends PictureDataset {

  /** The attribute that is not to be told. */
  String privateAttribute();

  @Override
  default Condition condition(String text) {
    Condition condition = CelebaQuestion.condition(text);
    CelebaQuestion.of(condition, privateAttribute());
    return condition;
  }

  @Override
  default List<Condition> conditions() {
    return CelebaQuestion.PUBLISHED;
  }

  private CelebaTable table(DataHome home) {
    requireOwnPictures(home);
    return CelebaTable.read(CelebaFiles.find(place(home)));
  }

  @Override
  default List<FileState> files(DataHome home) {
    try {
      return pictureFiles(table(home), home).verified(CelebaSummary::requireAligned);
    } catch (DataException e) {
      return PictureFiles.unread(place(home), CelebaFiles.isPresent(place(home)), e.getMessage());
    }
  }

  @Override
  default List<String> layout(DataHome home) {
    try {
      return new CelebaSummary(table(home), privateAttribute()).lines();
    } catch (DataException e) {
      return List.of();
    }
  }

  private PictureFiles pictureFiles(CelebaTable table, DataHome home) {
    List<Path> pictures = table.images().stream().map(table.files()::image).toList();
    return new PictureFiles(pictures(), name(), home, table.files().annotations(), pictures);
  }

  /** Of annotations and images; empty where there are none. */
  @Override
  default Optional<String> fingerprint(DataHome home) {
    return CelebaFiles.isPresent(place(home))
        ? Optional.of(pictureFiles(table(home), home).fingerprint())
        : Optional.empty();
  }

  /**
   * Of the condition with the fewest images. Where there are no files, those of CelebA with blond hair as the target:
   * 162,770 for training, of which the published code keeps 1,108 for validation, 19,867 and 19,962.
   */
  @Override
  default PoolSizes full(DataHome home, Protocol protocol) {
    if (!CelebaFiles.isPresent(place(home))) {
      return protocol == Protocol.PUBLISHED
          ? new PoolSizes(161_662, 0, 161_662, 19_867)
          : new PoolSizes(97_662, 24_415, 40_693, 19_962);
    }
    CelebaTable table = table(home);
    return NaturalImages.least(
        CelebaQuestion.PUBLISHED.stream()
            .map(at -> CelebaQuestion.of(at, privateAttribute()))
            .map(question -> CelebaImages.of(table, question).natural(protocol).full(protocol))
            .toList());
  }

  @Override
  default Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    CelebaQuestion question = CelebaQuestion.of(condition, privateAttribute());
    if (!CelebaFiles.isPresent(place(home))) {
      protocol.check(sizes, Integer.MAX_VALUE);
      NaturalImages.Pools pools = absent(home, sizes);
      List<Split> splits =
          new ArrayList<>(
              NaturalImages.splits(
                  CelebaQuestion.attribute(question.target()), CelebaQuestion.attribute(privateAttribute()),
                  question.known(), pools.test()));
      splits.addAll(question.isPublished() ? CelebaImages.sampled(0, pools.test(), pools.test()) : List.of());
      return task(question, question.known(), pools, splits);
    }
    CelebaTable table = table(home);
    CelebaImages images = CelebaImages.of(table, question);
    StoredPictures stored = pictureFiles(table, home).stored();
    NaturalImages natural = images.natural(protocol);
    NaturalImages.Pools pools = natural.pools(stored, protocol, sizes, seed);
    return task(question, images.alignment(), pools, images.splits(natural, stored, pools.test()));
  }

  private Task task(
      CelebaQuestion question, Optional<Alignment> alignment, NaturalImages.Pools pools,
      List<Split> splits) {
    return new Task(
        CelebaQuestion.attribute(question.target()),
        CelebaQuestion.attribute(question.privateAttribute()),
        alignment,
        pictures().framing().shape(),
        Mix.asIs(),
        Task.Defaults.NATURAL,
        pools.train(),
        pools.validation(),
        pools.attack(),
        splits,
        "unbiased");
  }

  /**
   * Photographs of celebrities (Liu, Luo, Wang and Tang, ICCV 2015).
   *
   * @param pictures where they lie and what becomes of them
   * @param privateAttribute one of the forty attributes
   */
  record CelebA(PictureSettings pictures, String privateAttribute) implements CelebaData {

    public static final String NAME = "celeba";

    public CelebA {
      CelebaQuestion.requireKnown("privateAttribute", privateAttribute);
    }

    /** Sex private, images of 64 x 64. */
    public CelebA() {
      this(new PictureSettings(NAME), CelebaQuestion.MALE);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String title() {
      return "CelebA";
    }

    @Override
    public String description() {
      return "202,599 photographs of faces with 40 attributes (Liu, Luo, Wang and Tang); sex is private; "
          + "to be had from the authors, see datasets/README.md";
    }

    @Override
    public Optional<String> publishedAs() {
      return Optional.of(NAME);
    }

    @Override
    public String counterpart() {
      return DrawnCelebA.NAME;
    }
  }

  /**
   * Faces drawn by procedure in CelebA's form.
   *
   * @param pictures where they lie and what becomes of them
   * @param privateAttribute one of the forty attributes
   */
  record DrawnCelebA(PictureSettings pictures, String privateAttribute) implements CelebaData {

    public static final String NAME = "drawn-celeba";

    public DrawnCelebA {
      CelebaQuestion.requireKnown("privateAttribute", privateAttribute);
    }

    /** Sex private, images of 64 x 64. */
    public DrawnCelebA() {
      this(new PictureSettings(NAME), CelebaQuestion.MALE);
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public String title() {
      return "CelebA (drawn)";
    }

    @Override
    public String description() {
      return "faces drawn by procedure, in CelebA's form; make them with: palimpsest data draw celeba";
    }

    @Override
    public boolean drawn() {
      return true;
    }

    @Override
    public String counterpart() {
      return CelebA.NAME;
    }
  }
}
