package org.palimpsest.experiment;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.palimpsest.attack.AttackResult;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.Controls;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.PrivateAxes;
import org.palimpsest.attack.RawPixels;
import org.palimpsest.attack.Reach.Family;
import org.palimpsest.data.Sample;
import org.palimpsest.data.Task.Split;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.MeasurePlan.EraserChoice;
import org.palimpsest.experiment.spec.Variants;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;

/**
 * Measures one trained network by its features: its target accuracy, what every attacker reads from them, and the
 * floors and ceilings between which that lies. An attack that fails does not keep the others from theirs.
 */
final class CellMeasures {

  /** The name of the converged linear probe that sees pixels in the place of features. */
  private static final String RAW_PIXEL = "raw-pixel";

  /** As many numbers (N D) of test features as are drawn: 64 MiB in double precision. */
  private static final long MOST_DRAWN = 1L << 23;

  private final CellData data;
  private final List<AttackerChoice> attackers;
  private final FeatureSource source;
  private final CellRows rows;
  private final Consumer<String> progress;
  private final View plain;
  private final Optional<Predictions> predictions;

  /**
   * Runs the network on the test images.
   *
   * @param source of the network's features
   * @param rows where what is measured goes
   * @param predictions where what is said of every test image goes
   * @param progress hears what is being measured
   */
  CellMeasures(
      FeatureSource source,
      List<AttackerChoice> attackers,
      CellData data,
      CellRows rows,
      Optional<Predictions> predictions,
      Consumer<String> progress) {
    this.data = data;
    this.attackers = attackers;
    this.source = source;
    this.rows = rows;
    this.predictions = predictions;
    this.progress = progress;
    progress.accept("test features");
    this.plain = new View(new Sources(this::attackTrain), ofSplits(source::of));
  }

  private Features attackTrain(AttackSource learned) {
    return Features.concat(
            IntStream.range(0, learned.colourings())
                .mapToObj(colouring -> source.of(data.attackTrain(learned, colouring)))
                .toList())
        .under(data.alignment());
  }

  private Map<String, Features> ofSplits(Function<Sample, Features> features) {
    Map<String, Features> splits = new LinkedHashMap<>();
    for (Split split : data.task().splits()) {
      splits.put(split.name(), features.apply(data.test(split)).under(data.grouping(split)));
    }
    return splits;
  }

  /**
   * Features as an attacker meets them.
   *
   * @param train what it may learn from
   * @param splits what it is tested on
   */
  private record View(Sources train, Map<String, Features> splits) {

    View without(ErasedView erased) {
      return new View(train.without(erased), erased.of(splits));
    }
  }

  /** What attackers learn from; whatever several learn from is made once. */
  private final class Sources {
    private final Map<AttackSource, Features> whole = new HashMap<>();
    private final Function<AttackSource, Features> maker;

    Sources(Function<AttackSource, Features> maker) {
      this.maker = maker;
    }

    Features of(AttackSource source) {
      return source.of(whole(source.whole()), data.examples(source.images()));
    }

    Sources without(ErasedView erased) {
      return new Sources(source -> erased.of(whole(source)));
    }

    private Features whole(AttackSource source) {
      return whole.computeIfAbsent(source, maker);
    }
  }

  /** Measures the features as they are, and the controls beside them. */
  void plain() {
    measure(plain, rows, "");
    if (!attackers.isEmpty()) {
      addControls();
    }
  }

  /** Measures what is left when an eraser, fitted to the features of training images, has been at them. */
  void without(EraserChoice choice) {
    progress.accept(choice.label());
    CellRows left = rows.after(choice.label());
    rows.attempt(
        choice.label(),
        () -> {
          Features train = source.of(data.erasureTrain(choice.mix()));
          ErasedView erased = ErasedView.of(choice, train, source, data.stream("erasure", choice.eraser().name()));
          left.add("train", Measurement.plain(Metrics.ERASED_RANK, erased.rank()));
          left.add("train", Measurement.plain(Metrics.FEATURE_DIMENSION, train.width()));
          measure(plain.without(erased), left, choice.label());
        });
  }

  private void measure(View view, CellRows out, String erased) {
    view.splits().forEach(out::addTargetAccuracy);
    String headline = data.task().headline();
    PrivateAxes.measure(modest(view.splits().get(headline))).forEach(measured -> out.add(headline, measured));
    Map<AttackerChoice, AttackResult> found = new LinkedHashMap<>();
    for (AttackerChoice choice : attackers) {
      Attacker attacker = choice.attacker();
      progress.accept("attack " + attacker.name());
      out.attempt("attack " + choice.label(), () -> found.put(choice, attack(attacker, attacker.name(), view)));
    }
    predictions.ifPresent(kept -> kept.write(erased, view.splits(), found));
    int[] truth = view.splits().get(headline).privateAttributes();
    found.forEach(
        (choice, result) ->
            out.add(againstSmaller(choice.attacker(), result, found, headline, truth), choice.variant()));
  }

  /** Held against every linear attacker that learned from the same images, if its own kind is a larger one. */
  private static AttackResult againstSmaller(
      Attacker attacker, AttackResult result, Map<AttackerChoice, AttackResult> all, String split, int[] truth) {
    Family family = attacker.reach().family();
    AttackResult compared = result;
    if (family == Family.NON_LINEAR || family == Family.GIVEN_TARGET) {
      for (Map.Entry<AttackerChoice, AttackResult> other : all.entrySet()) {
        Attacker smaller = other.getKey().attacker();
        if (smaller.reach().family() == Family.LINEAR && smaller.source().equals(attacker.source())) {
          compared = compared.against(other.getValue(), split, truth);
        }
      }
    }
    return compared;
  }

  /** The same, or of very many numbers evenly spaced rows: they are for two axes to be drawn. */
  private static Features modest(Features features) {
    long numbers = (long) features.size() * features.width();
    int stride = (int) ((numbers + MOST_DRAWN - 1) / MOST_DRAWN);
    return stride <= 1
        ? features
        : features.select(IntStream.iterate(0, i -> i < features.size(), i -> i + stride).toArray());
  }

  private AttackResult attack(Attacker attacker, String stream, View view) {
    return AttackResult.of(
        attacker, view.train().of(attacker.source()), view.splits(), data.stream("attack", stream));
  }

  private void addControls() {
    rows.add(Controls.chance(plain.splits()), "");
    Function<Sample, Features> pixelsOf = sample -> RawPixels.of(sample.view());
    View pixels =
        new View(
            new Sources(learned -> pixelsOf.apply(data.attackTrain(learned)).under(data.alignment())),
            data.task().image().area() > 1 ? ofSplits(pixelsOf) : Map.of());
    Set<AttackSource> sources = new LinkedHashSet<>();
    attackers.forEach(choice -> sources.add(choice.attacker().source().paintedOnce()));
    for (AttackSource learned : sources) {
      String variant = Variants.ofAttack(AttackSource.BALANCED, learned);
      for (Attacker control : Controls.of(learned)) {
        addControl(control, control.name(), variant, plain);
      }
      if (data.task().image().area() > 1) {
        progress.accept("attack " + RAW_PIXEL);
        addControl(BalancedAttack.on(learned), RAW_PIXEL, variant, pixels);
      }
    }
  }

  private void addControl(Attacker control, String name, String variant, View view) {
    String what = (name + " " + variant).strip() + " at " + control.source().mix().words();
    rows.attempt(
        "control " + what,
        () -> {
          AttackResult found = attack(control, what + " of " + data.arm(), view);
          rows.add(found.as(name), variant);
        });
  }
}
