package org.palimpsest.attack;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.metric.GroupedAccuracy;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/**
 * What the features say about the private attribute beyond the target: a probe for each target class, told the true
 * target of every image. A network that merely predicts the target gives it nothing. It should learn where private
 * attribute and target are independent; where a target has one private value only, there is nothing left to read.
 *
 * <p>Measures {@code conditional_majority_accuracy}, what naming the most frequent private value of the target in
 * training scores, and {@code conditional_information_bits}, the V-information of the features about the private
 * attribute given the target: the bits an image's private attribute costs who knows the frequencies within its target
 * class, minus those it costs the probe (Xu et al., ICLR 2020; Hewitt et al., EMNLP 2021). A target with fewer than
 * {@value #FEWEST} training images, or unseen in training, is answered by frequencies alone and has no information.
 *
 * <p>Diagnostics: {@code smallest_target_class}, the fewest training images of any target seen; {@code converged},
 * 1 if every probe has, where it can tell.
 *
 * @param source what it learns from
 * @param probe the family
 */
public record ConditionalAttack(AttackSource source, Probe probe) implements Attacker {

  private static final int FEWEST = 5;

  public ConditionalAttack {
    Require.that(probe != null, "probe", "linear or mlp", "nothing");
  }

  /** Linear, on the balanced source. */
  public ConditionalAttack() {
    this(AttackSource.BALANCED, Probe.LINEAR);
  }

  @Override
  public String name() {
    return "conditional";
  }

  @Override
  public String title() {
    return "Conditional attack";
  }

  @Override
  public String description() {
    return "A probe within each target class, told the true target: what the features say of the private attribute"
        + " beyond the task";
  }

  @Override
  public Reach reach() {
    return Reach.GIVEN_TARGET;
  }

  @Override
  public FittedAttack fit(Features train, Seed seed) {
    train.requireEnough();
    return new Fitted(train, seed);
  }

  private final class Fitted implements FittedAttack {

    private final int[][] counts;
    private final Classifier[] probes;
    private final int[] all;
    private final int width;
    private final Map<String, Double> diagnostics = new LinkedHashMap<>();

    Fitted(Features train, Seed seed) {
      int targets = Arrays.stream(train.targets()).max().getAsInt() + 1;
      counts = new int[targets][];
      probes = new Classifier[targets];
      all = train.privateCounts();
      width = train.width();
      int smallest = Integer.MAX_VALUE;
      double converged = Double.NaN;
      for (int y = 0; y < targets; y++) {
        int[] rows = rows(train, y);
        counts[y] = new int[train.classes()];
        int[] own = counts[y];
        Arrays.stream(rows).forEach(row -> own[train.privateAttributes()[row]]++);
        smallest = rows.length > 0 ? Math.min(smallest, rows.length) : smallest;
        if (rows.length >= FEWEST) {
          Features members = train.select(rows);
          Seed stream = seed.derive("target", Integer.toString(y));
          Classifier.Fit fit = probe.fit(members.rows(), members.privateAttributes(), members.classes(), stream);
          probes[y] = fit.classifier();
          double one = fit.diagnostics().getOrDefault(Metrics.CONVERGED, Double.NaN);
          converged = Double.isNaN(converged) ? one : Math.min(converged, one);
        }
      }
      diagnostics.put("smallest_target_class", (double) smallest);
      if (!Double.isNaN(converged)) {
        diagnostics.put(Metrics.CONVERGED, converged);
      }
      diagnostics.put(Metrics.TRAIN_ACCURACY, Proportion.agreement(predict(train), train.privateAttributes()).value());
    }

    @Override
    public int[] predict(Features features) {
      features.requireWidth(width);
      int[] answers = majority(features);
      for (int y = 0; y < probes.length; y++) {
        int[] rows = rows(features, y);
        if (probes[y] != null && rows.length > 0) {
          int[] own = FittedProbe.mostProbable(logProbabilities(features, y, rows), counts[y]);
          IntStream.range(0, rows.length).forEach(i -> answers[rows[i]] = own[i]);
        }
      }
      return answers;
    }

    @Override
    public Map<String, Double> diagnostics() {
      return Collections.unmodifiableMap(diagnostics);
    }

    @Override
    public Optional<double[]> savedBits(Features features) {
      double[] without = new double[features.size()];
      double[] with = new double[features.size()];
      for (int y = 0; y < probes.length; y++) {
        int[] rows = rows(features, y);
        if (probes[y] != null && rows.length > 0) {
          int[] labels = Features.select(features.privateAttributes(), rows);
          int learned = Arrays.stream(counts[y]).sum();
          double[] frequencies = CodeLength.ofFrequencies(counts[y], labels);
          double[] read = CodeLength.of(logProbabilities(features, y, rows), labels, learned);
          for (int i = 0; i < rows.length; i++) {
            without[rows[i]] = frequencies[i];
            with[rows[i]] = read[i];
          }
        }
      }
      return Optional.of(CodeLength.saved(without, with));
    }

    @Override
    public List<Measurement> measure(Features features) {
      GroupedAccuracy majority = features.accuracy(majority(features), features.privateAttributes());
      return List.of(
          Measurement.of("conditional_majority_accuracy", Measurement.ALL, majority.all()),
          CodeLength.mean(Metrics.CONDITIONAL_INFORMATION, savedBits(features).orElseThrow(), features));
    }

    private DMatrixRMaj logProbabilities(Features features, int target, int[] rows) {
      return probes[target].logProbabilities(features.select(rows).rows());
    }

    private int[] majority(Features features) {
      return Arrays.stream(features.targets())
          .map(y -> Majority.largest(y < counts.length && Arrays.stream(counts[y]).sum() > 0 ? counts[y] : all))
          .toArray();
    }
  }

  private static int[] rows(Features features, int target) {
    return IntStream.range(0, features.size()).filter(i -> features.targets()[i] == target).toArray();
  }
}
