package org.palimpsest.data.celeba;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Relabelled;
import org.palimpsest.data.Sample;
import org.palimpsest.data.SampledPool;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.data.celeba.CelebaData.CelebA;
import org.palimpsest.data.celeba.CelebaData.DrawnCelebA;
import org.palimpsest.data.image.PictureSettings;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Faces of which most are women: the smile is the target, sex is the group, and the question is whether men, who are few,
 * are read as well. Conditions are {@code imbalance=SHARE}, the women's share of the training images, whose number is the
 * same under all; within a sex images come as they do. There are as many test images of smiling and other women and men.
 *
 * <p>Farrand, Mireshghallah, Singh &amp; Trask, Neither private nor fair, 2020, arXiv:2009.06389. Deviation: theirs is
 * tested on images of the training mix, where men are down to three.
 *
 * @param source of the images
 * @param side height and width of images, in pixels
 * @param images for training in every condition, at least 2
 */
public record GroupedFaces(Source source, int side, int images) implements Dataset {

  private static final Condition SMILING = Condition.named("smiling");
  private static final Attribute SEX = Attribute.of("sex", "sex", List.of("female", "male"));

  /** The faces that groups are made of. */
  public enum Source {
    /** CelebA where it is, else drawn faces. */
    AUTO,
    /** CelebA's files. */
    CELEBA,
    /** Faces drawn by procedure in CelebA's form. */
    DRAWN
  }

  public GroupedFaces {
    Require.given("source", source, Source.class);
    Require.that(images >= 2, "images", "at least 2", images);
    new PictureSettings(CelebA.NAME, side, side, new PictureSettings("any").fit(), new PictureSettings("any").scale());
  }

  /** 30,000 images of 64 x 64. */
  public GroupedFaces() {
    this(Source.AUTO, 64, 30_000);
  }

  private CelebaData faces() {
    PictureSettings usual = new PictureSettings(drawn() ? DrawnCelebA.NAME : CelebA.NAME);
    PictureSettings settings = new PictureSettings(usual.folder(), side, side, usual.fit(), usual.scale());
    return drawn() ? new DrawnCelebA(settings, CelebaQuestion.MALE) : new CelebA(settings, CelebaQuestion.MALE);
  }

  @Override
  public String name() {
    return "grouped-faces";
  }

  @Override
  public String title() {
    return faces().title() + " by sex";
  }

  @Override
  public String description() {
    return "faces of which most are women: who smiles is told, sex is the group, and fairness is measured; CelebA's where"
        + " they are, else drawn ones";
  }

  @Override
  public boolean drawn() {
    return source == Source.DRAWN;
  }

  @Override
  public boolean comparesGroups() {
    return true;
  }

  @Override
  public GroupedFaces in(DataHome home) {
    boolean there = CelebaFiles.isPresent(new GroupedFaces(Source.CELEBA, side, images).faces().place(home));
    return source == Source.AUTO ? new GroupedFaces(there ? Source.CELEBA : Source.DRAWN, side, images) : this;
  }

  @Override
  public Condition condition(String text) {
    Condition condition = Condition.ofMix(text);
    Require.that(
        condition.mix() instanceof Mix.Imbalance, "condition", "imbalance=SHARE, the women's", "'" + text + "'");
    return condition;
  }

  @Override
  public List<FileState> files(DataHome home) {
    return in(home).faces().files(home);
  }

  @Override
  public List<String> layout(DataHome home) {
    return in(home).faces().layout(home);
  }

  @Override
  public Optional<String> fingerprint(DataHome home) {
    return in(home).faces().fingerprint(home);
  }

  @Override
  public PoolSizes full(DataHome home, Protocol protocol) {
    return in(home).faces().full(home, protocol);
  }

  @Override
  public Task open(DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    Task faces = in(home).faces().open(home, SMILING, protocol, sizes, seed);
    Pool test = new BySex(faces.split(faces.headline()).pool(), OptionalInt.empty());
    Split split =
        new Split(
            "unbiased", "as many images of smiling and other women and men", test, Mix.balanced(), Mix.asIs());
    return new Task(
        faces.target(),
        SEX,
        Optional.empty(),
        faces.image(),
        condition.mix(),
        Task.Defaults.NATURAL,
        new BySex(faces.train(), OptionalInt.of(images)),
        faces.validation().map(pool -> new BySex(pool, OptionalInt.empty())),
        new BySex(faces.attack(), OptionalInt.empty()),
        List.of(split),
        split.name());
  }

  /**
   * Faces whose groups are women and men, in this order. Under an imbalance round(n p) are women, at random, those of a
   * small number among those of a large one of the same seed.
   *
   * @param pool of faces by {@link CelebaQuestion}, men first
   * @param images n; as many as there can be if empty
   */
  private record BySex(Pool pool, OptionalInt images) implements Pool {

    @Override
    public int size() {
      return pool.size();
    }

    @Override
    public String id() {
      return "by sex " + images + " " + pool.id();
    }

    @Override
    public Sample in(Mix mix, Seed seed) {
      Sample all = pool.in(Mix.asIs(), seed);
      Labels labels = all.labels();
      int[] sex = Arrays.stream(labels.privateAttributes()).map(male -> 1 - male).toArray();
      Relabelled bySex = new Relabelled(all.view(), new Labels(labels.target(), SEX, labels.targets(), sex));
      return mix instanceof Mix.Imbalance imbalance
          ? imbalanced(bySex, imbalance.share(), seed)
          : new SampledPool(bySex, Optional.empty()).in(mix, seed);
    }

    private Sample imbalanced(Relabelled faces, double share, Seed seed) {
      int[] women = shuffled(faces, 0, seed);
      int[] men = shuffled(faces, 1, seed);
      int n = images.orElse((int) Math.min(women.length / share, men.length / (1 - share)));
      int few = (int) Math.round(n * (1 - share));
      if (few < 1 || few > men.length || n - few > women.length) {
        throw new DataException(
            "imbalance=%s: expected of %d images at least one and at most %d of men, and at most %d of women, was %d and %d"
                .formatted(share, n, men.length, women.length, few, n - few));
      }
      int[] rows =
          IntStream.concat(Arrays.stream(women).limit(n - few), Arrays.stream(men).limit(few)).toArray();
      Shuffle.inPlace(rows, seed.derive("order"));
      return new Sample(faces, rows);
    }

    private static int[] shuffled(Relabelled faces, int sex, Seed seed) {
      int[] members =
          IntStream.range(0, faces.size()).filter(i -> faces.labels().privateAttributes()[i] == sex).toArray();
      Shuffle.inPlace(members, seed.derive("sex", SEX.values().get(sex)));
      return members;
    }
  }
}
