package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.palimpsest.attack.AttackResult;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.Controls;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.PrivateAxes;
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

  private static final String CLIPPED_SHARE = "clipped_share";

  static final String TARGET_ACCURACY = "target_accuracy";

  private final Cell cell;
  private final CellData data;
  private final FeatureCache cache;
  private final Map<String, Double> promise;
  private final Consumer<String> progress;
  private final List<ResultRow> rows = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private String erased = "";
  private final Map<TestSplit, BiasedImages> tests = new EnumMap<>(TestSplit.class);

  /**
   * @param cache of the network's features
   * @param promise what the network promises its training images, by metric; empty if nothing
   * @param progress hears what is being measured
   */
  CellMeasures(
      Cell cell, CellData data, FeatureCache cache, Map<String, Double> promise, Consumer<String> progress) {
    this.promise = promise;
    this.cache = cache;
    this.cell = cell;
    this.data = data;
    this.progress = progress;
    for (TestSplit split : TestSplit.values()) {
      tests.put(split, data.test(split));
    }
  }

  /**
   * Everything there is to say about a network. An attack that fails does not keep the others from theirs.
   *
   * @param onNetwork makes an attack that needs more than features
   */
  Measured of(TrainedModel model, Measuring measuring, Function<ModelAttack, ModelAttackResult> onNetwork) {
    rows.clear();
    failures.clear();
    List<AttackerChoice> attackers = measuring.attackers();
    model.history().forEach(this::addEpoch);
    add("", "", Double.NaN, "train", Measurement.plain("selected_epoch", model.selectedEpoch()));
    addPromise(model);
    FeatureExtractor extractor = new FeatureExtractor(model.encoder(), cell.spec().train().batchSize(), cache);
    progress.accept("test features");
    Map<String, Features> splits = new LinkedHashMap<>();
    tests.forEach((split, images) -> splits.put(split.label(), extractor.of("test-" + split.label(), images)));
    Sources features = new Sources(source -> extractor.of(name(source), data.attackTrain(source)));
    addView(attackers, features, splits);
    if (!attackers.isEmpty()) {
      addControls(attackers, features, splits);
    }
    for (ModelAttack attack : measuring.modelAttacks()) {
      progress.accept("attack " + attack.name());
      try {
        add(onNetwork.apply(attack));
      } catch (IllegalArgumentException e) {
        failures.add("attack " + attack.name() + ": " + e.getMessage());
      }
    }
    for (EraserChoice choice : measuring.erasers()) {
      addErased(choice, model.encoder(), extractor, attackers, features, splits);
    }
    return new Measured(List.copyOf(rows), List.copyOf(failures));
  }

  /** One way to look at the features: as they are, or without what was erased. */
  private void addView(List<AttackerChoice> attackers, Sources features, Map<String, Features> splits) {
    splits.forEach(this::addTargetAccuracy);
    PrivateAxes.measure(splits.get(TestSplit.UNBIASED.label()), 0, 1)
        .forEach(measured -> add("", "", Double.NaN, TestSplit.UNBIASED.label(), measured));
    attackers.forEach(choice -> attack(choice, features, splits));
  }

  private void addErased(
      EraserChoice choice,
      Encoder encoder,
      FeatureExtractor extractor,
      List<AttackerChoice> attackers,
      Sources features,
      Map<String, Features> splits) {
    progress.accept(choice.label());
    String images = "erasure-rho" + choice.rho().map(String::valueOf).orElse("train");
    erased = choice.label();
    try {
      Features train = extractor.of(images, data.erasureTrain(choice.rho()));
      ErasedView view = ErasedView.of(choice, train, encoder, data.stream("erasure", choice.eraser().name()));
      add("", "", Double.NaN, "train", Measurement.plain("erased_rank", view.rank()));
      addView(attackers, features.in(view), view.of(splits));
    } catch (IllegalArgumentException e) {
      failures.add(choice.label() + ": " + e.getMessage());
    }
    erased = "";
  }

  /** The same without attacks on the network. */
  Measured of(TrainedModel model, Measuring measuring) {
    return of(
        model,
        measuring,
        attack -> {
          throw new IllegalArgumentException("expected attacks on features alone");
        });
  }

  private static String name(AttackSource source) {
    return "attack-%s-rho%s".formatted(RecordBinder.spelling(source.images()), source.attackerRho());
  }

  /**
   * What came of measuring.
   *
   * @param rows without experiment and scale, whose variant is only what was erased
   * @param failures a line for each attack that could not be made, none of whose rows are there
   */
  record Measured(List<ResultRow> rows, List<String> failures) {}

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

    /** The same without what was erased. */
    Sources in(ErasedView view) {
      return new Sources(source -> view.of(whole(source)));
    }

    private Features whole(AttackSource source) {
      return whole.computeIfAbsent(source, maker);
    }
  }

  private void attack(AttackerChoice choice, Sources features, Map<String, Features> splits) {
    Attacker attacker = choice.attacker();
    progress.accept("attack " + attacker.name());
    try {
      Features train = features.of(attacker.source());
      add(AttackResult.of(attacker, train, splits, data.stream("attack", attacker.name())), choice.variant());
    } catch (IllegalArgumentException e) {
      failures.add("attack " + (choice.label() + " " + erased).strip() + ": " + e.getMessage());
    }
  }

  /** What an attack on the network found. */
  private void add(ModelAttackResult result) {
    result.readings().forEach(r -> add(r.attacker(), "", r.attackerRho(), r.split(), r.measurement()));
  }

  private void addControls(List<AttackerChoice> attackers, Sources features, Map<String, Features> splits) {
    add(Controls.chance(splits), "");
    Map<String, Features> pixels = new LinkedHashMap<>();
    tests.forEach((split, images) -> pixels.put(split.label(), RawPixels.of(images, PIXEL_SQUARE)));
    Sources pixelSources = new Sources(source -> RawPixels.of(data.attackTrain(source), PIXEL_SQUARE));
    Set<AttackSource> sources = new LinkedHashSet<>();
    attackers.forEach(choice -> sources.add(choice.attacker().source()));
    for (AttackSource source : sources) {
      String variant = ExperimentReader.attackerVariant(AttackSource.BALANCED, source);
      for (Attacker control : Controls.of(source)) {
        add(control, control.name(), variant, features, splits);
      }
      progress.accept("attack " + RAW_PIXEL);
      add(BalancedAttack.on(source), RAW_PIXEL, variant, pixelSources, pixels);
    }
  }

  private void add(
      Attacker control, String name, String variant, Sources features, Map<String, Features> splits) {
    try {
      AttackResult result =
          AttackResult.of(control, features.of(control.source()), splits, data.stream("attack", name));
      add(
          new AttackResult(name, result.source(), result.diagnostics(), result.headCheck(), result.splits()),
          variant);
    } catch (IllegalArgumentException e) {
      String label = (name + " " + variant).strip() + " at rho " + control.source().attackerRho();
      failures.add("control " + label + ": " + e.getMessage());
    }
  }

  private void addTargetAccuracy(String split, Features features) {
    GroupedAccuracy accuracy =
        GroupedAccuracy.of(
            features.predicted(), features.targets(), features.targets(), features.privateAttributes());
    accuracy.measurements(TARGET_ACCURACY).forEach(measured -> add("", "", Double.NaN, split, measured));
    if (split.equals(TestSplit.UNBIASED.label())) {
      accuracy.cellMeasurements(TARGET_ACCURACY).forEach(measured -> add("", "", Double.NaN, split, measured));
    }
  }

  private void add(AttackResult result, String variant) {
    String attacker = result.attacker();
    double rho = result.source() == null ? Double.NaN : result.source().attackerRho();
    result.fitMeasurements().forEach(m -> add(attacker, variant, rho, "train", m));
    result.splits().forEach((split, measured) -> measured.forEach(m -> add(attacker, variant, rho, split, m)));
  }

  private void addEpoch(EpochRecord record) {
    int epoch = record.epoch();
    record.terms().forEach((term, mean) -> addEpoch(epoch, "train", "train_" + term, mean));
    addEpoch(epoch, "train", "learning_rate", record.learningRate());
    record.validation().forEach((set, accuracy) -> addEpoch(epoch, Rule.split(set), TARGET_ACCURACY, accuracy));
  }

  private void addPromise(TrainedModel model) {
    promise.forEach((metric, value) -> add("", "", Double.NaN, "train", Measurement.plain(metric, value)));
    model.history().stream()
        .map(record -> record.terms().get(CLIPPED_SHARE))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .average()
        .ifPresent(mean -> add("", "", Double.NaN, "train", Measurement.plain(CLIPPED_SHARE, mean)));
  }

  private void addEpoch(int epoch, String split, String metric, double value) {
    Measurement measured = Measurement.plain(metric, value);
    rows.add(row("", "", Double.NaN, split, epoch, measured));
  }

  private void add(String attacker, String variant, double attackerRho, String split, Measurement measured) {
    rows.add(row(attacker, variant, attackerRho, split, 0, measured));
  }

  private ResultRow row(
      String attacker, String variant, double attackerRho, String split, int epoch, Measurement measured) {
    CellSpec spec = cell.spec();
    return new ResultRow(
        "-",
        cell.id(),
        "-",
        spec.digits(),
        RecordBinder.spelling(spec.protocol()),
        spec.method().name(),
        erased,
        spec.rho(),
        spec.number(),
        attacker,
        variant,
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
