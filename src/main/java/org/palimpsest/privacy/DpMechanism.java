package org.palimpsest.privacy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.palimpsest.Require;
import org.palimpsest.privacy.accounting.SubsampledGaussian;

/**
 * The mechanism of DP-SGD: it alone owns sampler, clipping, noise, normaliser and the record of what was spent, so that
 * they cannot disagree. A step releases (sum of clipped gradients + noiseMultiplier sensitivity N(0, I)) /
 * expectedBatchSize. An empty batch is noised, released and accounted for like any other. A step is on the ledger
 * before its examples are known. Abadi et al. 2016 (arXiv:1607.00133).
 */
public final class DpMechanism implements NoisyStep {

  private final Sampler sampler;
  private final Clipping clipping;
  private final double noiseMultiplier;
  private final Noise noise;
  private final double[] sum;
  private final Ledger ledger;

  private List<SubsampledGaussian> before = List.of();
  private long accountedBefore;
  private long nextStep;
  private long accounted;
  private int expected;
  private int accepted;
  private boolean open;
  private long nonFinite;
  private long clipped;

  /**
   * @param noiseMultiplier sigma, as {@link SubsampledGaussian} has it; 0 clips and averages but promises nothing
   * @param parameters P, at least 1
   */
  public DpMechanism(
      Sampler sampler, Clipping clipping, double noiseMultiplier, Noise noise, int parameters, Ledger ledger) {
    sampler.events(noiseMultiplier, 1);
    clipping.sumNoise(noiseMultiplier);
    Require.that(parameters >= 1, "parameters", "at least 1", parameters);
    this.sampler = sampler;
    this.clipping = clipping;
    this.noiseMultiplier = noiseMultiplier;
    this.noise = noise;
    this.sum = new double[parameters];
    this.ledger = ledger;
    this.accounted = ledger.steps();
  }

  /**
   * What a checkpoint keeps.
   *
   * @param nextStep the step that comes next
   * @param accountedSteps the steps accounted for: more than {@code nextStep} if some were released twice
   * @param events what they cost
   * @param clipping where a rule of clipping that changes has got to
   */
  public record State(
      long nextStep, long accountedSteps, List<SubsampledGaussian> events, List<Double> clipping) {
    public State {
      events = List.copyOf(events);
      clipping = clipping == null ? List.of() : List.copyOf(clipping);
      if (nextStep < 0 || nextStep > accountedSteps) {
        throw new IllegalArgumentException(
            "nextStep: expected in 0..accountedSteps = %d, was %d".formatted(accountedSteps, nextStep));
      }
    }
  }

  /** What to keep for {@link #resume}; not while a step is open. */
  public State state() {
    requireOpen(false);
    return new State(nextStep, accounted, events(), clipping.place());
  }

  /**
   * Goes on from a checkpoint. Steps that the ledger knows beyond it were released and then lost: with repeatable noise
   * they are released again, identical, and count once; else they count twice.
   *
   * @throws IllegalStateException also if the sampler would draw the same examples for steps whose noise is another:
   *     two releases of one draw cost more than two of two
   */
  public void resume(State state) {
    requireOpen(false);
    if (nextStep != 0) {
      throw new IllegalStateException("a mechanism that has taken steps cannot resume");
    }
    if (sampler.isRepeatable() != noise.isRepeatable()) {
      throw new IllegalStateException(
          "resume: expected sampler and noise both repeatable or neither, was sampler %s, noise %s"
              .formatted(sampler.isRepeatable(), noise.isRepeatable()));
    }
    before = state.events();
    accountedBefore = state.accountedSteps();
    clipping.resume(state.clipping());
    nextStep = state.nextStep();
    accounted = Math.max(ledger.steps(), accountedBefore);
  }

  @Override
  public int[] sample() {
    requireOpen(false);
    accounted = noise.isRepeatable() ? Math.max(accounted, nextStep + 1) : accounted + 1;
    ledger.record(accounted);
    open = true;
    accepted = 0;
    Arrays.fill(sum, 0);
    int[] batch = sampler.sample(nextStep);
    expected = batch.length;
    return batch;
  }

  @Override
  public void accept(int count, float[] gradients) {
    requireOpen(true);
    accepted += count;
    if (count < 0 || accepted > expected) {
      throw new IllegalArgumentException(
          "count: expected at most the %d examples of the step in all, was %d".formatted(expected, accepted));
    }
    if (gradients.length < (long) count * sum.length) {
      throw new IllegalArgumentException(
          "gradients: expected at least %d x %d values, was %d".formatted(count, sum.length, gradients.length));
    }
    for (int example = 0; example < count; example++) {
      double factor = clipping.add(gradients, example * sum.length, sum);
      nonFinite += factor == 0 ? 1 : 0;
      clipped += factor > 0 && factor < 1 ? 1 : 0;
    }
  }

  @Override
  public double[] release() {
    requireOpen(true);
    if (accepted != expected) {
      throw new IllegalStateException(
          "a step of %d examples: expected a gradient for each, was %d".formatted(expected, accepted));
    }
    double[] noised = Arrays.copyOf(sum, sum.length + (clipping.counts() ? 1 : 0));
    double deviation = clipping.sumNoise(noiseMultiplier) * clipping.sensitivity();
    noise.add(noised, deviation, nextStep);
    double[] released = Arrays.copyOf(noised, sum.length);
    clipping.released(
        clipping.counts() && deviation > 0 ? noised[sum.length] / deviation : 0, sampler.expectedBatchSize());
    for (int i = 0; i < released.length; i++) {
      released[i] /= sampler.expectedBatchSize();
    }
    nextStep++;
    open = false;
    return released;
  }

  /** What was spent so far, the open step included, for an accountant. */
  public List<SubsampledGaussian> events() {
    List<SubsampledGaussian> events = new ArrayList<>(before);
    if (accounted > accountedBefore) {
      events.addAll(sampler.events(noiseMultiplier, accounted - accountedBefore));
    }
    return SubsampledGaussian.merged(events);
  }

  /** Examples whose gradient was not finite and entered the sum as zero: a diagnostic, not private. */
  public long nonFiniteExamples() {
    return nonFinite;
  }

  /** Whether clipping leaves short gradients as they are, so that {@link #clippedExamples} tells something. */
  public boolean countsClipped() {
    return clipping.leavesShortOnes();
  }

  /** Examples whose gradient was made shorter: a diagnostic, not private. */
  public long clippedExamples() {
    return clipped;
  }

  /** N, P and what else must not change between a {@link #state} and its {@link #resume}, in words. */
  public String terms() {
    return "%s; %s; noise multiplier %s, %s; divided by %s; %d parameters"
        .formatted(
            sampler.scheme(), clipping.rule(), noiseMultiplier, noise.source(), sampler.expectedBatchSize(),
            sum.length);
  }

  /** P. */
  public int parameters() {
    return sum.length;
  }

  /** How many steps make an epoch. */
  public int stepsPerEpoch() {
    return sampler.stepsPerEpoch();
  }

  /** N. */
  public int population() {
    return sampler.population();
  }

  /** What is promised after the steps so far, at {@code delta}. */
  public DpStatement statement(double delta) {
    return statement(List.of(), delta);
  }

  /**
   * What is promised after the steps so far and those of mechanisms that released of the same examples before.
   *
   * @param before with samplers and noise of this one's kind
   */
  public DpStatement statement(List<DpMechanism> before, double delta) {
    List<SubsampledGaussian> all = new ArrayList<>();
    before.forEach(mechanism -> all.addAll(mechanism.events()));
    all.addAll(events());
    String rules =
        Stream.concat(before.stream(), Stream.of(this))
            .map(mechanism -> mechanism.clipping.rule())
            .distinct()
            .collect(Collectors.joining("; then "));
    return DpStatement.of(sampler, clipping, noise, SubsampledGaussian.merged(all), delta).clipped(rules);
  }

  private void requireOpen(boolean wanted) {
    if (open != wanted) {
      throw new IllegalStateException(wanted ? "no step is open: sample first" : "a step is open: release it first");
    }
  }
}
