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
    /** Kaiming-normal by fan-in, standard deviation sqrt(2 / (in k k)): DenseNet in torchvision. */
    KAIMING_NORMAL_FAN_IN,
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
    float[] parameters = new float[ParameterSlot.length(ParameterSlot.of(layers))];
    draw(layers, "", weights, seed, parameters, 0);
    return parameters;
  }

  /** @return behind the last parameter */
  private static int draw(
      List<LayerSpec> layers, String prefix, Weights weights, Seed seed, float[] to, int offset) {
    int at = offset;
    for (int i = 0; i < layers.size(); i++) {
      String name = prefix + i + ".";
      if (layers.get(i) instanceof LayerSpec.Residual residual) {
        at = draw(residual.body(), name + "body.", weights, seed, to, at);
        at = draw(residual.shortcut(), name + "shortcut.", weights, seed, to, at);
      } else if (layers.get(i) instanceof LayerSpec.Dense dense) {
        at = draw(dense.body(), name + "body.", weights, seed, to, at);
      } else {
        for (Parameter parameter : layers.get(i).parameters()) {
          draw(layers.get(i), parameter, weights, seed.derive(name + parameter.name()).generator(), to, at);
          at += parameter.length();
        }
      }
    }
    return at;
  }

  private static void draw(
      LayerSpec layer, Parameter parameter, Weights weights, RandomGenerator random, float[] to, int at) {
    int end = at + parameter.length();
    boolean weight = parameter.name().equals("weight");
    if (layer instanceof LayerSpec.StandardisedConvolution s) {
      draw(s.convolution(), parameter, weights, random, to, at);
    } else if (layer instanceof LayerSpec.Convolution c) {
      double area = c.kernel() * c.kernel();
      convolution(weight, at, end, weights, c.inputs() * area, c.outputs() * area, random, to);
    } else if (layer instanceof LayerSpec.TransposedConvolution t) {
      double area = t.kernel() * t.kernel();
      convolution(weight, at, end, weights, t.inputs() * area, t.outputs() * area, random, to);
    } else {
      Arrays.fill(to, at, end, weight || parameter.name().equals("running_var") ? 1f : 0f);
    }
  }

  private static void convolution(boolean weight, int from, int end, Weights weights, double fanIn, double fanOut,
      RandomGenerator random, float[] to) {
    if (weight && weights != Weights.UNIFORM) {
      double deviation = Math.sqrt(2 / (weights == Weights.KAIMING_NORMAL ? fanOut : fanIn));
      for (int i = from; i < end; i++) {
        to[i] = (float) (random.nextGaussian() * deviation);
      }
    } else {
      uniform(to, from, end, fanIn, random);
    }
  }

  /** Uniform in +-1 / sqrt(fanIn). */
  public static void uniform(float[] to, int from, int end, double fanIn, RandomGenerator random) {
    double bound = 1 / Math.sqrt(fanIn);
    for (int i = from; i < end; i++) {
      to[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
  }
}
