package org.palimpsest.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.ConditionalAttack;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.LinearAttack;
import org.palimpsest.attack.MdlAttack;
import org.palimpsest.attack.MlpAttack;
import org.palimpsest.attack.NearestNeighbours;
import org.palimpsest.attack.Probe;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.attack.PublishedMlpAttack;
import org.palimpsest.attack.Shuffled;
import org.palimpsest.random.Seed;

/**
 * Fitting each attacker to 60,000 images of 128 features, 10 private classes: correlated features, of which an
 * attacker reads most but not all.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = {"-Xmx4g", "--add-modules", "jdk.incubator.vector"})
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class Ladder {

  private static final int IMAGES = 60_000;
  private static final int WIDTH = 128;
  private static final int CLASSES = 10;

  private Features train;
  private Features test;

  @Setup
  public void build() {
    train = features(IMAGES, "train");
    test = features(10_000, "test");
  }

  /** Class means in ten directions, within noise that shares twenty more, of falling size. */
  private static Features features(int size, String stream) {
    RandomGenerator shared = new Seed(5).derive("directions").generator();
    double[][] means = new double[CLASSES + 20][WIDTH];
    for (int m = 0; m < means.length; m++) {
      for (int d = 0; d < WIDTH; d++) {
        means[m][d] = shared.nextGaussian() * (m < CLASSES ? 0.3 : 4.0 / (m - CLASSES + 1));
      }
    }
    RandomGenerator random = new Seed(5).derive(stream).generator();
    DMatrixRMaj values = new DMatrixRMaj(size, WIDTH);
    int[] targets = random.ints(size, 0, CLASSES).toArray();
    int[] privateAttributes = random.ints(size, 0, CLASSES).toArray();
    for (int i = 0; i < size; i++) {
      double[] row = means[privateAttributes[i]].clone();
      for (int m = CLASSES; m < means.length; m++) {
        double factor = random.nextGaussian();
        for (int d = 0; d < WIDTH; d++) {
          row[d] += factor * means[m][d];
        }
      }
      for (int d = 0; d < WIDTH; d++) {
        values.data[i * WIDTH + d] = row[d] + random.nextGaussian();
      }
    }
    return new Features(values, targets, targets, privateAttributes, CLASSES);
  }

  private Object fit(Attacker attacker) {
    return attacker.fit(train, new Seed(0)).diagnostics();
  }

  @Benchmark
  public Object balanced() {
    return fit(new BalancedAttack());
  }

  @Benchmark
  public Object linear() {
    return fit(new LinearAttack());
  }

  /** Twenty epochs of 128-256-10 whatever the held-out images say. */
  @Benchmark
  public Object mlpTwentyEpochs() {
    return fit(new MlpAttack(AttackSource.BALANCED, List.of(256), 3760, 20, 256, 3e-3));
  }

  @Benchmark
  public Object mlp() {
    return fit(new MlpAttack());
  }

  @Benchmark
  public Object published() {
    return fit(new PublishedAttack());
  }

  /** Thirty shuffles of two thousand of the images. */
  @Benchmark
  public Object shuffled() {
    return fit(new Shuffled(AttackSource.BALANCED));
  }

  @Benchmark
  public Object publishedMlp() {
    return fit(new PublishedMlpAttack());
  }

  @Benchmark
  public Object nearestNeighboursOfTenThousand() {
    return new NearestNeighbours().fit(train, new Seed(0)).predict(test);
  }

  @Benchmark
  public Object conditionalLinear() {
    return fit(new ConditionalAttack());
  }

  @Benchmark
  public Object conditionalMlp() {
    return fit(new ConditionalAttack(AttackSource.BALANCED, Probe.MLP));
  }

  @Benchmark
  public Object mdlLinear() {
    return fit(new MdlAttack());
  }

  @Benchmark
  public Object mdlMlp() {
    return fit(new MdlAttack(AttackSource.BALANCED, Probe.MLP));
  }
}
