package org.palimpsest.privacy.audit;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What an audit writes down about each canary, and the noise of one coordinate a step in which nobody is. */
final class Observations {

  final boolean[] included;
  final double[] score;
  final int[] participations;
  private double[] noise = new double[1 << 12];
  private int noises;

  Observations(int canaries) {
    this.included = new boolean[canaries];
    this.score = new double[canaries];
    this.participations = new int[canaries];
  }

  /** Includes canaries by fair coins, at least one and not all; returns those included. */
  int[] throwCoins(int from, int count, RandomGenerator random) {
    int[] members;
    do {
      for (int i = from; i < from + count; i++) {
        included[i] = random.nextBoolean();
      }
      members = IntStream.range(from, from + count).filter(i -> included[i]).toArray();
    } while (members.length == 0 || members.length == count);
    return members;
  }

  /** Keeps the value of the first canary of the group that is not in. */
  void addNoise(int from, int count, double[] released, double scale) {
    int free = IntStream.range(0, count).filter(i -> !included[from + i]).findFirst().orElseThrow();
    if (noises == noise.length) {
      noise = Arrays.copyOf(noise, 2 * noises);
    }
    noise[noises++] = released[free] * scale;
  }

  double[] noise() {
    return Arrays.copyOf(noise, noises);
  }

  long[] countsOfIncluded() {
    return IntStream.range(0, included.length).filter(i -> included[i]).mapToLong(i -> participations[i]).toArray();
  }

  CanaryScores scores(IntPredicate of) {
    return new CanaryScores(scores(of, true), scores(of, false));
  }

  private double[] scores(IntPredicate of, boolean in) {
    return IntStream.range(0, score.length)
        .filter(i -> of.test(i) && included[i] == in)
        .mapToDouble(i -> score[i])
        .toArray();
  }
}
