package org.palimpsest.nn.engine;

import java.util.Arrays;
import org.palimpsest.data.Shape;

/** Normalisation of each image over groups of neighbouring channels, with a weight and a bias per channel. */
final class GroupNormOperator extends MapOperator {

  private final int channels;
  private final int groups;
  private final int width;
  private final float[] parameters;
  private final float[] gradients;
  private final int weight;
  private final int bias;
  private final Scratch[] scratch;
  private float[] latest;

  /** (batch, groups). */
  private double[] means = {};

  private double[] inverseDeviations = {};

  /** (batch, channels): each image's share of the gradients. */
  private double[] weightShares = {};

  private double[] biasShares = {};

  GroupNormOperator(
      Shape input,
      LayerSpec.GroupNorm layer,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    super(input, layer, workers);
    channels = layer.channels();
    groups = layer.groups();
    width = channels / groups;
    this.parameters = parameters;
    this.gradients = gradients;
    weight = offset;
    bias = offset + channels;
    scratch = new Scratch[workers.threads()];
    Arrays.setAll(scratch, worker -> new Scratch());
  }

  /** One worker's coefficients per channel. */
  private final class Scratch {
    final double[] first = new double[channels];
    final double[] second = new double[channels];
    final float[] centre = new float[channels];
    final float[] scale = new float[channels];
    final float[] shift = new float[channels];
    final float[] slope = new float[channels];
  }

  private int valuesPerGroup() {
    return input().area() * width;
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    latest = x;
    if (means.length < batch * groups) {
      means = new double[batch * groups];
      inverseDeviations = new double[batch * groups];
    }
    float[] y = outputs();
    images((image, worker) -> normalise(x, y, image, scratch[worker]));
    return y;
  }

  private void normalise(float[] x, float[] y, int image, Scratch s) {
    int base = image * input().volume();
    int end = base + input().volume();
    Arrays.fill(s.first, 0);
    Arrays.fill(s.second, 0);
    for (int o = base; o < end; o += channels) {
      for (int c = 0; c < channels; c++) {
        double d = (double) x[o + c] - x[base];
        s.first[c] += d;
        s.second[c] += d * d;
      }
    }
    for (int g = 0; g < groups; g++) {
      double offCentre = total(s.first, g) / valuesPerGroup();
      double variance = total(s.second, g) / valuesPerGroup() - offCentre * offCentre;
      double inverse = 1 / Math.sqrt(variance + LayerSpec.GroupNorm.EPSILON);
      means[image * groups + g] = x[base] + offCentre;
      inverseDeviations[image * groups + g] = inverse;
    }
    for (int c = 0; c < channels; c++) {
      int g = image * groups + c / width;
      double factor = inverseDeviations[g] * parameters[weight + c];
      s.centre[c] = (float) means[g];
      s.scale[c] = (float) factor;
      s.shift[c] = (float) (parameters[bias + c] - (means[g] - s.centre[c]) * factor);
    }
    for (int o = base; o < end; o += channels) {
      for (int c = 0; c < channels; c++) {
        y[o + c] = (x[o + c] - s.centre[c]) * s.scale[c] + s.shift[c];
      }
    }
  }

  private double total(double[] perChannel, int group) {
    double sum = 0;
    for (int c = group * width; c < (group + 1) * width; c++) {
      sum += perChannel[c];
    }
    return sum;
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    if (weightShares.length < batch * channels) {
      weightShares = new double[batch * channels];
      biasShares = new double[batch * channels];
    }
    images((image, worker) -> derive(dy, inputGradient, image, scratch[worker]));
    for (int c = 0; c < channels; c++) {
      double weightGradient = 0;
      double biasGradient = 0;
      for (int image = 0; image < batch; image++) {
        weightGradient += weightShares[image * channels + c];
        biasGradient += biasShares[image * channels + c];
      }
      gradients[weight + c] = (float) weightGradient;
      gradients[bias + c] = (float) biasGradient;
    }
    return inputGradient ? dy : null;
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < channels; c++) {
        to[i * stride + weight + c] = (float) weightShares[(first + i) * channels + c];
        to[i * stride + bias + c] = (float) biasShares[(first + i) * channels + c];
      }
    }
  }

  private void derive(float[] dy, boolean inputGradient, int image, Scratch s) {
    int base = image * input().volume();
    int end = base + input().volume();
    float[] x = latest;
    Arrays.fill(s.first, 0);
    Arrays.fill(s.second, 0);
    for (int c = 0; c < channels; c++) {
      s.centre[c] = (float) means[image * groups + c / width];
    }
    for (int o = base; o < end; o += channels) {
      for (int c = 0; c < channels; c++) {
        double d = dy[o + c];
        s.first[c] += d;
        s.second[c] += d * (x[o + c] - s.centre[c]);
      }
    }
    for (int c = 0; c < channels; c++) {
      int g = image * groups + c / width;
      s.second[c] = (s.second[c] - s.first[c] * (means[g] - s.centre[c])) * inverseDeviations[g];
      biasShares[image * channels + c] = s.first[c];
      weightShares[image * channels + c] = s.second[c];
      s.first[c] *= parameters[weight + c];
      s.second[c] *= parameters[weight + c];
    }
    if (inputGradient) {
      toInputGradient(dy, image, s);
    }
  }

  /** Puts in the place of dy: (weight dy - mean(weight dy) - normalised x mean(weight dy normalised x)) / deviation. */
  private void toInputGradient(float[] dy, int image, Scratch s) {
    for (int c = 0; c < channels; c++) {
      int g = c / width;
      int at = image * groups + g;
      double inverse = inverseDeviations[at];
      double steepness = total(s.second, g) / valuesPerGroup() * inverse * inverse;
      double level = total(s.first, g) / valuesPerGroup() * inverse;
      s.scale[c] = (float) (parameters[weight + c] * inverse);
      s.slope[c] = (float) steepness;
      s.shift[c] = (float) (level - (means[at] - s.centre[c]) * steepness);
    }
    int base = image * input().volume();
    int end = base + input().volume();
    float[] x = latest;
    for (int o = base; o < end; o += channels) {
      for (int c = 0; c < channels; c++) {
        dy[o + c] = dy[o + c] * s.scale[c] - s.shift[c] - (x[o + c] - s.centre[c]) * s.slope[c];
      }
    }
  }
}
