package org.palimpsest.attack;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.palimpsest.bench.EngineBenchmark;
import org.palimpsest.random.Seed;

/** Loss and gradient of the attackers' perceptron, 128-256-10, on 256 points: in vector registers and its slow twin. */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PerceptronBatch extends EngineBenchmark {

  private static final int WIDTH = 128;
  private static final int POINTS = 256;
  private static final int CLASSES = 10;

  @Param({"true", "false"})
  public boolean vectors;

  private Perceptron perceptron;
  private float[][] points;
  private int[] labels;
  private int[] rows;

  @Setup
  public void build() {
    RandomGenerator random = new Seed(1).generator();
    points = new float[POINTS][WIDTH];
    for (float[] point : points) {
      for (int d = 0; d < WIDTH; d++) {
        point[d] = (float) random.nextGaussian();
      }
    }
    labels = random.ints(POINTS, 0, CLASSES).toArray();
    rows = IntStream.range(0, POINTS).toArray();
    perceptron = new Perceptron(WIDTH, 256, CLASSES, vectors, new Seed(1));
  }

  @Benchmark
  public double differentiate() {
    return perceptron.differentiate(points, labels, rows, 0, POINTS);
  }
}
