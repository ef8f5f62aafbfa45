package org.palimpsest.nn.engine;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.palimpsest.random.Seed;

/** Initial parameters of layers, each drawn from the stream of its own name. */
public final class Initialisation {

  /** How convolution weights are drawn. */
  public enum Weights {
    /** Kaiming-normal by fan-out, standard deviation sqrt(2 / (out k k)): Bahng et al., ReBias (ICML 2020). */
    KAIMING_NORMAL,
    /** Uniform in +-1 / sqrt(in k k): PyTorch's default for convolutions and linear layers. */
    UNIFORM
  }

  private Initialisation() {}

  /** {@link #draw(List, Weights, Seed)} with Kaiming-normal weights. */
  public static float[] draw(List<LayerSpec> layers, Seed seed) {
    return draw(layers, Weights.KAIMING_NORMAL, seed);
  }

  /**
   * Convolution weights as {@code weights} says; their biases uniform in +-1 / sqrt(in k k), PyTorch's default;
   * normalisation weights 1 and biases 0; running means 0 and variances 1.
   *
   * @return laid out as {@link ParameterSlot#of}
   */
  public static float[] draw(List<LayerSpec> layers, Weights weights, Seed seed) {
    List<ParameterSlot> slots = ParameterSlot.of(layers);
    float[] parameters = new float[ParameterSlot.length(slots)];
    for (ParameterSlot slot : slots) {
      LayerSpec layer = layers.get(slot.layer());
      RandomGenerator random = seed.derive(slot.name()).generator();
      if (layer instanceof LayerSpec.Convolution c) {
        double area = c.kernel() * c.kernel();
        convolution(slot, weights, c.inputs() * area, c.outputs() * area, random, parameters);
      } else if (layer instanceof LayerSpec.TransposedConvolution t) {
        double area = t.kernel() * t.kernel();
        convolution(slot, weights, t.inputs() * area, t.outputs() * area, random, parameters);
      } else {
        String name = slot.parameter().name();
        fill(slot, name.equals("weight") || name.equals("running_var") ? 1f : 0f, parameters);
      }
    }
    return parameters;
  }

  private static void convolution(
      ParameterSlot slot, Weights weights, double fanIn, double fanOut, RandomGenerator random, float[] parameters) {
    if (slot.parameter().name().equals("weight") && weights == Weights.KAIMING_NORMAL) {
      double deviation = Math.sqrt(2 / fanOut);
      for (int i = slot.offset(); i < slot.end(); i++) {
        parameters[i] = (float) (random.nextGaussian() * deviation);
      }
    } else {
      uniform(parameters, slot.offset(), slot.end(), fanIn, random);
    }
  }

  /** Uniform in +-1 / sqrt(fanIn). */
  public static void uniform(float[] to, int from, int end, double fanIn, RandomGenerator random) {
    double bound = 1 / Math.sqrt(fanIn);
    for (int i = from; i < end; i++) {
      to[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
  }

  private static void fill(ParameterSlot slot, float value, float[] parameters) {
    Arrays.fill(parameters, slot.offset(), slot.end(), value);
  }
}
