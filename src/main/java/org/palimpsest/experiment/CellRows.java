package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.palimpsest.Failure;
import org.palimpsest.attack.AttackResult;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.data.Mix;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.train.Trainer.EpochRecord;
import org.palimpsest.train.Trainer.TrainedModel;

/**
 * What was measured of one cell, in the order in which it was added, and what could not be measured. The rows lack
 * experiment and scale, and their variant is only what was erased.
 */
final class CellRows {

  private static final String CLIPPED_SHARE = "clipped_share";

  private final Cell cell;
  private final String headline;
  private final List<String> values;
  private final String erased;
  private final List<ResultRow> rows;
  private final List<String> failures;

  /**
   * @param headline the split whose groups are recorded one by one
   * @param values the names of the private attribute's values
   */
  CellRows(Cell cell, String headline, List<String> values) {
    this(cell, headline, values, "", new ArrayList<>(), new ArrayList<>());
  }

  private CellRows(
      Cell cell, String headline, List<String> values, String erased, List<ResultRow> rows, List<String> failures) {
    this.cell = cell;
    this.headline = headline;
    this.values = values;
    this.erased = erased;
    this.rows = rows;
    this.failures = failures;
  }

  /** A view that appends to the same rows, for what is measured after {@code erased} was erased. */
  CellRows after(String erased) {
    return new CellRows(cell, headline, values, erased, rows, failures);
  }

  List<ResultRow> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** A line for each attempt that failed. */
  List<String> failures() {
    return Collections.unmodifiableList(failures);
  }

  /** Measures something; if that cannot be done, it is a failure and keeps nothing else from being measured. */
  void attempt(String what, Runnable measurement) {
    try {
      measurement.run();
    } catch (RuntimeException | OutOfMemoryError e) {
      failures.add((what + " " + erased).strip() + ": " + Failure.explain(e));
    }
  }

  /**
   * How training went.
   *
   * @param promise what the network promises its training images, by metric; empty if nothing
   */
  void addTraining(TrainedModel model, Map<String, Double> promise) {
    model.history().forEach(this::addEpoch);
    add(Metrics.TRAIN, Measurement.plain("selected_epoch", model.selectedEpoch()));
    promise.forEach((metric, value) -> add(Metrics.TRAIN, Measurement.plain(metric, value)));
    model.history().stream()
        .map(record -> record.terms().get(CLIPPED_SHARE))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .average()
        .ifPresent(mean -> add(Metrics.TRAIN, Measurement.plain(CLIPPED_SHARE, mean)));
  }

  private void addEpoch(EpochRecord record) {
    int epoch = record.epoch();
    record.terms().forEach((term, mean) -> addEpoch(epoch, Metrics.TRAIN, "train_" + term, mean));
    addEpoch(epoch, Metrics.TRAIN, "learning_rate", record.learningRate());
    record.losses().forEach((set, loss) -> addEpoch(epoch, SelectionRule.split(set, headline), "target_loss", loss));
    record.validation()
        .forEach(
            (set, accuracy) ->
                addEpoch(epoch, SelectionRule.split(set, headline), Metrics.TARGET_ACCURACY, accuracy));
  }

  private void addEpoch(int epoch, String split, String metric, double value) {
    add(AttackKey.NONE, split, epoch, Measurement.plain(metric, value));
  }

  /** The accuracy of the head's answers; nothing where there is no head. */
  void addTargetAccuracy(String split, Features features) {
    if (features.predicted() == null) {
      return;
    }
    GroupedAccuracy accuracy = features.accuracy(features.predicted(), features.targets());
    accuracy.measurements(Metrics.TARGET_ACCURACY).forEach(measured -> add(split, measured));
    if (split.equals(headline)) {
      accuracy.groupMeasurements(Metrics.TARGET_ACCURACY).forEach(measured -> add(split, measured));
    }
    if (accuracy.emptyGroups() > 0) {
      add(split, Measurement.plain(Metrics.EMPTY_GROUPS, accuracy.emptyGroups()));
    }
  }

  /** What an attack on features found, or a control, which may have learned from nothing. */
  void add(AttackResult result, String variant) {
    Optional<Mix> mix = Optional.ofNullable(result.source()).map(AttackSource::mix);
    AttackKey attack = new AttackKey(result.attacker(), variant, label(mix));
    result.fitMeasurements().forEach(measured -> add(attack, Metrics.TRAIN, 0, measured));
    result.splits().forEach((split, all) -> all.forEach(measured -> addReading(attack, split, measured)));
  }

  private static AxisLabel label(Optional<Mix> mix) {
    return mix.map(Mix::label).map(AxisLabel::new).orElse(AxisLabel.NONE);
  }

  /** What an attack on the network found. */
  void add(ModelAttackResult result) {
    result.readings()
        .forEach(
            r ->
                addReading(
                    new AttackKey(r.attacker(), "", label(r.mix())),
                    r.split(),
                    r.measurement()));
  }

  /** Private values by name; one by one only on the headline split. */
  private void addReading(AttackKey attack, String split, Measurement measured) {
    if (!measured.group().startsWith(GroupedAccuracy.PRIVATE_VALUE)) {
      add(attack, split, 0, measured);
    } else if (split.equals(headline)) {
      int value = Integer.parseInt(measured.group().substring(GroupedAccuracy.PRIVATE_VALUE.length()));
      add(attack, split, 0, measured.ofGroup(GroupedAccuracy.PRIVATE_VALUE + values.get(value)));
    }
  }

  /** What concerns the encoder alone, on the headline split. */
  void addHeadline(Measurement measured) {
    add(headline, measured);
  }

  /** What concerns the encoder alone. */
  void add(String split, Measurement measured) {
    add(AttackKey.NONE, split, 0, measured);
  }

  private void add(AttackKey attack, String split, int epoch, Measurement measured) {
    CellSpec spec = cell.spec();
    Source source = new Source(spec.dataset().name(), RecordBinder.spelling(spec.protocol()), "-");
    Case at = new Case(new Arm(spec.method().name(), erased), new AxisLabel(spec.condition().label()));
    rows.add(
        new ResultRow(
            new ResultRow.Origin("-", source, cell.id(), at, spec.number()),
            attack,
            new ResultRow.Measured(split, epoch, measured)));
  }
}
