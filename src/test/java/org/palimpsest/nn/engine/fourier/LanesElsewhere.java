package org.palimpsest.nn.engine.fourier;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.nn.engine.LayerSpec.Convolution;
import org.palimpsest.nn.engine.Stack;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;

/** Prints this JVM's lanes, what the Fourier algorithm computes on them (hashed), and how far the direct one is. */
public final class LanesElsewhere {

  private static final Shape INPUT = new Shape(28, 28, 3);
  private static final int BATCH = 131;

  private static final List<LayerSpec> LAYERS =
      List.of(
          Convolution.same(3, 10, 7), new LayerSpec.BatchNorm(10), new LayerSpec.Relu(),
          Convolution.same(10, 37, 7), new LayerSpec.BatchNorm(37), new LayerSpec.Relu(),
          Convolution.same(37, 5, 5), new LayerSpec.Tanh(), new LayerSpec.GlobalAveragePool());

  private LanesElsewhere() {}

  public static void main(String[] args) {
    float[] fourier = outputAndGradients(Algorithm.FFT);
    float[] direct = outputAndGradients(Algorithm.DIRECT);
    double distance = 0;
    double norm = 0;
    for (int i = 0; i < direct.length; i++) {
      distance = Math.hypot(distance, fourier[i] - direct[i]);
      norm = Math.hypot(norm, direct[i]);
    }
    System.out.printf("%d %d %e%n", Lanes.WIDTH, Arrays.hashCode(fourier), distance / norm);
  }

  /** The hash that {@link #main} prints, in this JVM. */
  static int hash() {
    return Arrays.hashCode(outputAndGradients(Algorithm.FFT));
  }

  private static float[] outputAndGradients(Algorithm algorithm) {
    SplittableRandom random = new SplittableRandom(3);
    try (Workers workers = new Workers(1)) {
      Stack stack = new Stack(INPUT, LayerSpec.with(algorithm, LAYERS), workers);
      fill(stack.parameters(), stack.parameters().length, .1, random);
      int outputs = BATCH * stack.output().volume();
      float[] x = new float[BATCH * INPUT.volume()];
      fill(x, x.length, 1, random);
      float[] y = Arrays.copyOf(stack.forward(x, BATCH, true), outputs);
      float[] dy = new float[outputs];
      fill(dy, outputs, 1, random);
      stack.backward(dy, true);
      float[] all = Arrays.copyOf(y, outputs + stack.gradients().length);
      System.arraycopy(stack.gradients(), 0, all, outputs, stack.gradients().length);
      return all;
    }
  }

  private static void fill(float[] to, int count, double spread, SplittableRandom random) {
    for (int i = 0; i < count; i++) {
      to[i] = (float) (spread * random.nextGaussian());
    }
  }
}
