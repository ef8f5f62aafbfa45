package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.palimpsest.attack.AttackImages;
import org.palimpsest.attack.AttackResult;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.Controls;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.RawPixels;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Measurement;
import org.palimpsest.nn.Encoder;
import org.palimpsest.train.EpochRecord;
import org.palimpsest.train.TrainedModel;

/**
 * Measures one trained network: its target accuracy, what every attacker reads from its features, and the floors
 * and ceilings between which that lies.
 */
final class CellMeasures {

  /** The name of the converged linear probe that sees pixels in the place of features. */
  static final String RAW_PIXEL = "raw-pixel";

  /** Pixels are averaged over squares of this side, which leaves every background colour readable. */
  private static final int PIXEL_SQUARE = 7;

  static final String TARGET_ACCURACY = "target_accuracy";

  private final Cell cell;
  private final CellData data;
  private final Consumer<String> progress;
  private final List<ResultRow> rows = new ArrayList<>();
  private String variant = "";
  private final Map<TestSplit, BiasedImages> tests = new EnumMap<>(TestSplit.class);

  /**
   * @param progress hears what is being measured
   */
  CellMeasures(Cell cell, CellData data, Consumer<String> progress) {
    this.cell = cell;
    this.data = data;
    this.progress = progress;
    for (TestSplit split : TestSplit.values()) {
      tests.put(split, data.test(split));
    }
  }

  /**
   * Everything there is to say about a network, as rows without experiment and scale, whose variant is only what was
   * erased.
   */
  List<ResultRow> of(TrainedModel model, Measuring measuring) {
    rows.clear();
    List<Attacker> attackers = measuring.attackers();
    model.history().forEach(this::addEpoch);
    add("", Double.NaN, "train", Measurement.plain("selected_epoch", model.selectedEpoch()));
    FeatureExtractor extractor = new FeatureExtractor(model.encoder(), cell.spec().train().batchSize());
    progress.accept("test features");
    Map<String, Features> splits = new LinkedHashMap<>();
    tests.forEach((split, images) -> splits.put(split.label(), extractor.of(images)));
    Map<Source, Features> learned = new HashMap<>();
    for (Attacker attacker : attackers) {
      learned.computeIfAbsent(Source.of(attacker), s -> extractor.of(data.attackTrain(s.images(), s.rho())));
    }
    addView("", attackers, learned, splits);
    if (!attackers.isEmpty()) {
      addControls(attackers, learned, splits);
    }
    for (EraserChoice choice : measuring.erasers()) {
      progress.accept(choice.label());
      ErasedView view =
          ErasedView.of(
              choice,
              extractor.of(data.erasureTrain(choice.rho())),
              model.encoder(),
              data.stream("erasure", choice.eraser().name()));
      addView(choice.label(), attackers, view.of(learned), view.of(splits));
      add("", Double.NaN, "train", Measurement.plain("erased_rank", view.rank()));
    }
    return List.copyOf(rows);
  }

  /** One way to look at the features: as they are, or without what was erased. */
  private void addView(
      String label, List<Attacker> attackers, Map<Source, Features> learned, Map<String, Features> splits) {
    variant = label;
    splits.forEach(this::addTargetAccuracy);
    for (Attacker attacker : attackers) {
      progress.accept("attack " + attacker.name());
      Features train = learned.get(Source.of(attacker));
      add(AttackResult.of(attacker, train, splits, data.stream("attack", attacker.name())));
    }
  }

  /** What an attack on the network found, as rows without experiment and scale. */
  List<ResultRow> of(ModelAttackResult result) {
    return result.readings().stream()
        .map(reading -> row(reading.attacker(), reading.attackerRho(), reading.split(), 0, reading.measurement()))
        .toList();
  }

  /** What an attacker learns from, and with it the floors and ceilings it is held against. */
  private record Source(AttackImages images, double rho) {
    static Source of(Attacker attacker) {
      return new Source(attacker.images(), attacker.attackerRho());
    }
  }

  private void addControls(List<Attacker> attackers, Map<Source, Features> learned, Map<String, Features> splits) {
    add(Controls.chance(splits));
    Map<String, Features> pixels = new LinkedHashMap<>();
    tests.forEach((split, images) -> pixels.put(split.label(), RawPixels.of(images, PIXEL_SQUARE)));
    BalancedAttack probe = new BalancedAttack();
    Set<Source> done = new LinkedHashSet<>();
    for (Attacker attacker : attackers) {
      Source source = Source.of(attacker);
      if (done.add(source)) {
        for (Attacker control : Controls.of(attacker)) {
          add(AttackResult.of(control, learned.get(source), splits, data.stream("attack", control.name())));
        }
        progress.accept("attack " + RAW_PIXEL);
        BalancedAttack onPixels =
            new BalancedAttack(
                source.rho(), source.images(), probe.l2(), probe.gradientTolerance(), probe.maxIterations());
        Features train = RawPixels.of(data.attackTrain(source.images(), source.rho()), PIXEL_SQUARE);
        AttackResult ceiling = AttackResult.of(onPixels, train, pixels, data.stream("attack", RAW_PIXEL));
        add(
            new AttackResult(
                RAW_PIXEL, ceiling.attackerRho(), ceiling.diagnostics(), ceiling.headCheck(), ceiling.splits()));
      }
    }
  }

  private void addTargetAccuracy(String split, Features features) {
    GroupedAccuracy accuracy =
        GroupedAccuracy.of(
            features.predicted(), features.targets(), features.targets(), features.privateAttributes());
    accuracy.measurements(TARGET_ACCURACY).forEach(measured -> add("", Double.NaN, split, measured));
    if (split.equals(TestSplit.UNBIASED.label())) {
      accuracy.cellMeasurements(TARGET_ACCURACY).forEach(measured -> add("", Double.NaN, split, measured));
    }
  }

  private void add(AttackResult result) {
    result.fitMeasurements().forEach(m -> add(result.attacker(), result.attackerRho(), "train", m));
    result.splits().forEach(
        (split, measured) -> measured.forEach(m -> add(result.attacker(), result.attackerRho(), split, m)));
  }

  private void addEpoch(EpochRecord record) {
    int epoch = record.epoch();
    record.terms().forEach((term, mean) -> addEpoch(epoch, "train", "train_" + term, mean));
    addEpoch(epoch, "train", "learning_rate", record.learningRate());
    record.validation().forEach((set, accuracy) -> addEpoch(epoch, Rule.split(set), TARGET_ACCURACY, accuracy));
  }

  private void addEpoch(int epoch, String split, String metric, double value) {
    Measurement measured = Measurement.plain(metric, value);
    rows.add(row("", Double.NaN, split, epoch, measured));
  }

  private void add(String attacker, double attackerRho, String split, Measurement measured) {
    rows.add(row(attacker, attackerRho, split, 0, measured));
  }

  private ResultRow row(String attacker, double attackerRho, String split, int epoch, Measurement measured) {
    CellSpec spec = cell.spec();
    return new ResultRow(
        "-",
        cell.id(),
        "-",
        spec.digits(),
        RecordBinder.spelling(spec.protocol()),
        spec.method().name(),
        variant,
        spec.rho(),
        spec.number(),
        attacker,
        attackerRho,
        split,
        measured.group(),
        measured.metric(),
        epoch,
        measured.value(),
        measured.low(),
        measured.high(),
        measured.n());
  }
}
