package org.palimpsest.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.palimpsest.bias.Batch;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.random.Seed;

/**
 * Times real training steps on random images, once for each kind of learner and network: the median of the second
 * half of the steps that fit into a few seconds, as the JVM compiles during the first.
 */
public final class MeasuredRate implements RateEstimate {

  private static final double PATIENCE_SECONDS = 6;
  private static final int FEWEST_STEPS = 4;
  private static final int SIDE = 28;
  private static final int CHANNELS = 3;

  private record Key(Class<? extends Method> method, NetworkSpec network, int batchSize) {}

  private final Map<Key, Double> measured = new HashMap<>();

  @Override
  public double secondsPerStep(Cell cell) {
    CellSpec spec = cell.spec();
    Key key = new Key(spec.method().getClass(), spec.network(), spec.train().batchSize());
    return measured.computeIfAbsent(key, k -> measure(spec));
  }

  private static double measure(CellSpec spec) {
    Encoder encoder = spec.network().create(new OptimiserSpec(spec.train().weightDecay()), new Seed(0));
    Learner learner = spec.method().learner(encoder, new Seed(0));
    Batch batch = batch(spec);
    List<Double> seconds = new ArrayList<>();
    double total = 0;
    while (total < PATIENCE_SECONDS || seconds.size() < FEWEST_STEPS) {
      long start = System.nanoTime();
      learner.update(batch, spec.train().learningRate());
      double step = (System.nanoTime() - start) / 1e9;
      seconds.add(step);
      total += step;
    }
    return seconds.stream().skip(seconds.size() / 2).sorted().skip(seconds.size() / 4).findFirst().orElseThrow();
  }

  private static Batch batch(CellSpec spec) {
    int side = spec.network() instanceof SimpleConvNet net ? net.imageSize() : SIDE;
    int size = Math.min(spec.train().batchSize(), spec.pools().encoderTrain());
    RandomGenerator random = new Seed(0).derive("rate").generator();
    float[] pixels = new float[size * side * side * CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat(-1, 1);
    }
    int[] targets = random.ints(size, 0, spec.network().classes()).toArray();
    int[] privateAttributes = random.ints(size, 0, spec.network().classes()).toArray();
    return new Batch(side, side, CHANNELS, pixels, targets, privateAttributes);
  }
}
