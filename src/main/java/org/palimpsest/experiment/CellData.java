package org.palimpsest.experiment;

import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Sample;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.Task;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.metric.Grouping;
import org.palimpsest.nn.Encoder;
import org.palimpsest.random.Seed;

/**
 * The images of one cell and its random streams. Everything depends on the experiment's seed, the condition and the
 * cell's number, and on nothing else: methods that share these see the same images in the same mix and the same order,
 * from the same initial parameters. The test images do not depend on the condition either.
 */
record CellData(Task task, CellSpec spec) {

  /** The name of the validation images in the mix of the training images. */
  static final String BIASED = "biased";

  /** The name of those in which target and private attribute are independent. */
  static final String UNBIASED = "unbiased";

  Images train() {
    return in(task.train(), spec.method().trainingMix(task.training()), stream("colouring", "train")).view();
  }

  /** The images an eraser is fitted to: the encoder's, as they were in training or in a mix of their own. */
  Sample erasureTrain(Optional<Mix> mix) {
    return mix.map(
            other -> in(task.train(), other, shared("colouring", "erasure", resolved(other).seedName())))
        .orElseGet(() -> Sample.all(train()));
  }

  /** A new encoder. */
  Encoder encoder() {
    return spec.network().create(spec.train().optimiserSpec(), stream("init", "encoder"));
  }

  /**
   * The validation images by name, the same ones twice, and again by group where groups are to be compared; empty if
   * there are none. Where a group is too scarce for a
   * balanced mix there is no unbiased set, see {@link #unbiasedProblem}, and selecting by it is refused.
   */
  SortedMap<String, Images> validation() {
    SortedMap<String, Images> sets = new TreeMap<>();
    task.validation()
        .ifPresent(
            pool -> {
              sets.put(BIASED, in(pool, task.training(), stream("colouring", "validation biased")).view());
              if (unbiasedProblem().isEmpty()) {
                sets.put(UNBIASED, unbiased(pool).view());
              }
              if (spec.dataset().comparesGroups()) {
                sets.putAll(FairnessMeasures.byGroup(sets.getOrDefault(UNBIASED, sets.get(BIASED))));
              }
            });
    return sets;
  }

  /** Why the validation images cannot be had in a balanced mix; empty if they can, or if there are none. */
  Optional<String> unbiasedProblem() {
    try {
      task.validation().ifPresent(this::unbiased);
      return Optional.empty();
    } catch (DataException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Sample unbiased(Pool pool) {
    return in(pool, Mix.balanced(), stream("colouring", "validation unbiased"));
  }

  /** All the images by which a {@link SelectionRule} may choose, by {@link SelectionRule#set}. */
  SortedMap<String, Images> choosers() {
    SortedMap<String, Images> sets = validation();
    sets.put(SelectionRule.TEST, test(task.split(task.headline())).view());
    return sets;
  }

  /** The images among which an attacker has its examples, in its own mix. */
  Sample attackTrain(AttackSource source) {
    Pool pool = source.images() == AttackImages.ENCODER ? task.train() : task.attack();
    return in(
        pool,
        source.mix(),
        shared("colouring", "attack " + source.images().name(), resolved(source.mix()).seedName()));
  }

  /** Images that no network was trained on, in the mix of the training images. */
  Images unseen() {
    return in(unseenPool(), task.training(), stream("colouring", "unseen")).view();
  }

  /** The conflicting ones among images that no network was trained on; where images are painted, all of them anew. */
  Optional<Images> unseenConflicting() {
    if (task.alignment().isEmpty()) {
      return Optional.empty();
    }
    boolean painted = task.training() instanceof Mix.Rho;
    Mix mix = painted ? Mix.rho(0) : Mix.asIs();
    Images all = in(unseenPool(), mix, stream("colouring", "unseen conflicting")).view();
    int[] conflicting =
        IntStream.range(0, all.size())
            .filter(i -> !task.alignment().get().aligned(all.target(i), all.privateAttribute(i)))
            .toArray();
    return Optional.of(SelectedImages.of(all, conflicting));
  }

  private Pool unseenPool() {
    return spec.protocol() == Protocol.DISJOINT ? task.attack() : task.split(task.headline()).pool();
  }

  /** The test images of a split. */
  Sample test(Split split) {
    return in(split.pool(), split.mix(), shared("colouring", "test " + split.name().toUpperCase(Locale.ROOT), ""));
  }

  /** Which images are aligned, where the task says so, all counting alike. */
  Grouping alignment() {
    return new Grouping(task.alignment().map(Alignment::goesWith), Optional.empty());
  }

  /** The same, with the shares that the groups of a split have in means. */
  Grouping grouping(Split split) {
    if (split.weighting() instanceof Mix.AsIs) {
      return alignment();
    }
    return alignment().withShares(split.weighting().shares(test(split).labels().groups(), task.alignment()));
  }

  /** Which images of a pool are an attacker's examples, whatever it is and whatever the mix. */
  Seed examples(AttackImages which) {
    return shared("examples", "attack " + which.name(), "");
  }

  /** Tells the method and network from others, so that what chance does to one, it does not do to all. */
  String arm() {
    return SpecJson.hash(spec.method()) + " " + SpecJson.hash(spec.network());
  }

  /** A stream of this condition and number. */
  Seed stream(String purpose, String what) {
    return shared(purpose, what, spec.condition().seedName());
  }

  private Seed shared(String purpose, String what, String place) {
    return new Seed(spec.root()).derive(purpose, what, place, Integer.toString(spec.number()));
  }

  private Sample in(Pool pool, Mix mix, Seed seed) {
    Sample drawn = pool.in(resolved(mix), seed);
    return new Sample(spec.method().seen(drawn.images()), drawn.rows());
  }

  private Mix resolved(Mix mix) {
    return task.defaults().resolve(mix);
  }
}
