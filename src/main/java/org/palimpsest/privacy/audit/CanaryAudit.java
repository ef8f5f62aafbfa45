package org.palimpsest.privacy.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.palimpsest.Require;
import org.palimpsest.metric.Interval;
import org.palimpsest.privacy.NoisyStep;
import org.palimpsest.privacy.accounting.Accountant;
import org.palimpsest.privacy.accounting.Pld;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

/**
 * Audits the released steps themselves, on the code that training uses. Canaries come in groups, each with a mechanism
 * of its own and a coordinate for every canary; a fair coin decides who is in. The gradient of canary i is 10 C e_i, so
 * that clipping has to act. Canaries that are in and canaries that are not then differ exactly as the two neighbours
 * do that cost most, and the log likelihood ratio of a coordinate over all steps is a sample of the privacy loss.
 * Groups are small, so that empty batches occur. Checked are, at 99.9 % each or better, for any counts: that no delta is larger than claimed, and
 * that none differs from it; mean and variance of how often a canary takes part; the distribution of the noise.
 *
 * @param groups how many mechanisms, at least 2; at most 2^24 canaries in all
 * @param groupSize canaries in each, in 2..4096
 * @param claim what the mechanisms claim: noise above 0, rate above 0
 * @param clippingNorm C, above 0
 * @param delta in (0, 1), where epsilon is reported; the checks do not depend on it
 */
public record CanaryAudit(int groups, int groupSize, SubsampledGaussian claim, double clippingNorm, double delta) {

  /** Where claimed and measured delta are compared. */
  public static final List<Double> EPSILONS = List.of(0.5, 1.0, 2.0, 3.0);

  /** Of each check. */
  public static final double CONFIDENCE = 0.999;

  private static final int LARGEST_GROUP = 1 << 12;
  private static final int MOST_CANARIES = 1 << 24;
  private static final long MOST_STEPS = 1L << 26;
  private static final double GUESSED_SHARE = 0.01;
  private static final float OVERSHOOT = 10;

  /** Makes the mechanism of a group. */
  @FunctionalInterface
  public interface Mechanism {

    /**
     * @param group its number, from 0 on: groups must not share random numbers
     * @param population how many canaries are in
     * @param parameters the length of gradients
     */
    NoisyStep create(int group, int population, int parameters);
  }

  public CanaryAudit {
    Require.that(groupSize >= 2 && groupSize <= LARGEST_GROUP, "groupSize", "in 2.." + LARGEST_GROUP, groupSize);
    int mostGroups = MOST_CANARIES / groupSize;
    Require.that(
        groups >= 2 && groups <= mostGroups, "groups", "in 2..%d, at this group size".formatted(mostGroups), groups);
    Require.that(
        !claim.costsNothing() && !claim.protectsNothing(), "claim", "noise, sampling rate and steps above 0", claim);
    long mostSteps = MOST_STEPS / groups;
    Require.that(
        claim.steps() <= mostSteps, "steps", "at most %d, with so many groups".formatted(mostSteps), claim.steps());
    Require.positive("clippingNorm", clippingNorm);
    Accountant.requireDelta(delta);
  }

  /** Runs {@code mechanism} on canaries whose coins {@code seed} throws. */
  public AuditReport run(Mechanism mechanism, Seed seed) {
    List<SubsampledGaussian> claims = List.of(claim);
    double epsilonClaimed = new Pld().epsilon(claims, delta);
    double[] claimed = EPSILONS.stream().mapToDouble(epsilon -> new Pld().delta(claims, epsilon)).toArray();
    Observations seen = new Observations(groups * groupSize);
    for (int group = 0; group < groups; group++) {
      observe(group, mechanism, seed.derive("coins").derive(group), seen);
    }
    List<Check> checks = new ArrayList<>();
    CanaryScores all = seen.scores(canary -> true);
    CanaryScores half = seen.scores(canary -> canary / groupSize % 2 == 0);
    CanaryScores otherHalf = seen.scores(canary -> canary / groupSize % 2 == 1);
    for (int i = 0; i < claimed.length; i++) {
      double epsilon = EPSILONS.get(i);
      double refuted = otherHalf.lowerBound(half.bestThreshold(epsilon), epsilon, CONFIDENCE);
      String name = "delta(" + epsilon + ")";
      checks.add(new Check(name + ", lower bound", claimed[i], refuted, Double.NEGATIVE_INFINITY, claimed[i]));
      double excess = all.excess(epsilon, epsilon);
      Interval range = all.interval(epsilon, epsilon, CONFIDENCE);
      checks.add(
          new Check(
              name, claimed[i], excess, claimed[i] - (range.high() - excess), claimed[i] + (excess - range.low())));
    }
    checks.addAll(participations(seen));
    checks.add(noise(seen));
    int guesses = Math.max(1, (int) (GUESSED_SHARE * groups * groupSize));
    return new AuditReport(
        checks,
        epsilonClaimed,
        delta,
        OneRunAudit.of(seen.score, seen.included, guesses, 0));
  }

  private void observe(int group, Mechanism mechanism, Seed coins, Observations seen) {
    int from = group * groupSize;
    int[] members = seen.throwCoins(from, groupSize, coins.generator());
    NoisyStep steps = mechanism.create(group, members.length, groupSize);
    double scale = claim.samplingRate() * members.length / clippingNorm;
    for (long step = 0; step < claim.steps(); step++) {
      int[] batch = steps.sample();
      float[] gradients = new float[batch.length * groupSize];
      for (int row = 0; row < batch.length; row++) {
        int canary = members[batch[row]];
        gradients[row * groupSize + canary - from] = OVERSHOOT * (float) clippingNorm;
        seen.participations[canary]++;
      }
      steps.accept(batch.length, gradients);
      double[] released = steps.release();
      for (int i = 0; i < groupSize; i++) {
        seen.score[from + i] += claim.loss(released[i] * scale);
      }
      seen.addNoise(from, groupSize, released, scale);
    }
  }

  private List<Check> participations(Observations seen) {
    Participations claimed = new Participations(claim.steps(), claim.samplingRate());
    long[] counts = seen.countsOfIncluded();
    double squares = 0;
    for (long count : counts) {
      squares += (count - claimed.mean()) * (count - claimed.mean());
    }
    double mean = LongStream.of(counts).sum() / (double) counts.length;
    Interval means = claimed.meanOf(counts.length, CONFIDENCE);
    Interval spreads = claimed.squaresOf(counts.length, CONFIDENCE);
    return List.of(
        new Check("participations, mean", claimed.mean(), mean, means.low(), means.high()),
        new Check(
            "participations, variance", claimed.variance(), squares / counts.length, spreads.low(), spreads.high()));
  }

  /** Kolmogorov's statistic, for any n: P(sqrt(n) D > c) is at most 2 exp(-2 c^2) (Massart, Annals of Probability 1990). */
  private Check noise(Observations seen) {
    double[] noise = seen.noise();
    double statistic =
        new KolmogorovSmirnovTest()
            .kolmogorovSmirnovStatistic(new NormalDistribution(0, claim.noiseMultiplier()), noise);
    double most = Math.sqrt(-Math.log((1 - CONFIDENCE) / 2) / 2 / noise.length);
    return new Check("noise, distance from normal", 0, statistic, 0, most);
  }
}
