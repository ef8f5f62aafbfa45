package org.palimpsest.nn.engine;

import java.util.Arrays;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * What a convolution's bias and a batch normalisation do to its raw output y, per channel: {@code z = scale y +
 * shift}; and the way back, {@code dy = scale dz + (y - mean) slope + level}.
 *
 * <p>Normalisation as in Ioffe and Szegedy (2015): with the mean and variance v of a channel over n = batch x area
 * values and u = (y - mean) / sqrt(v + epsilon), {@code z = weight u + bias} and
 * {@code dy = scale (dz - mean(dz) - u mean(dz u))}. In training, a convolution's bias cancels: it only moves the
 * running mean, and its gradient is exactly zero (Deviation: frameworks that sum it up get rounding noise, which
 * Adam blows up into full steps).
 *
 * <p>Sums over images are added in double precision in the order of the images.
 */
public final class ChannelAffine {

  public final float[] scale;
  public final float[] shift;

  /** Of y, without the convolution's bias. */
  public final float[] mean;

  public final float[] slope;
  public final float[] level;

  private final boolean normalised;
  private final int channels;
  private final int padded;
  private final double[] inverseDeviation;

  /** Where the convolution's bias lies in parameters and gradients; the normalisation's four arrays follow it. */
  private final int bias;

  public ChannelAffine(boolean normalised, int channels, int bias) {
    this.normalised = normalised;
    this.channels = channels;
    this.bias = bias;
    padded = Lanes.roundUp(channels, Lanes.WIDTH);
    scale = new float[padded];
    shift = new float[padded];
    mean = new float[padded];
    slope = new float[padded];
    level = new float[padded];
    inverseDeviation = new double[channels];
    Arrays.fill(scale, 1);
  }

  public boolean normalised() {
    return normalised;
  }

  /** Without statistics of the batch: the bias alone, or the running ones. */
  public void evaluate(float[] parameters) {
    for (int c = 0; c < channels; c++) {
      double a = 1;
      double b = parameters[bias + c];
      if (normalised) {
        a = parameters[weight(c)] / Math.sqrt(parameters[runningVariance(c)] + LayerSpec.BatchNorm.EPSILON);
        b = (b - parameters[runningMean(c)]) * a + parameters[offset(c)];
      }
      scale[c] = (float) a;
      shift[c] = (float) b;
    }
  }

  /**
   * Normalises by the batch and updates the running statistics in {@code parameters}.
   *
   * @param moments per image, {@code padded} means of y, then as many sums of squared deviations
   */
  public void train(float[] moments, int batch, int area, float[] parameters) {
    long n = (long) batch * area;
    if (n < 2) {
      throw new IllegalArgumentException("batch norm: expected at least 2 values per channel to train on, was " + n);
    }
    for (int c = 0; c < channels; c++) {
      double mu = sum(moments, batch, c) / batch;
      double squares = 0;
      for (int image = 0; image < batch; image++) {
        double deviation = moments[2 * padded * image + c] - mu;
        squares += moments[2 * padded * image + padded + c] + area * deviation * deviation;
      }
      normalise(c, mu, squares / n, parameters);
      double momentum = LayerSpec.BatchNorm.MOMENTUM;
      int m = runningMean(c);
      int v = runningVariance(c);
      parameters[m] = (float) ((1 - momentum) * parameters[m] + momentum * (mu + parameters[bias + c]));
      parameters[v] = (float) ((1 - momentum) * parameters[v] + momentum * squares / (n - 1));
    }
  }

  private void normalise(int c, double mu, double variance, float[] parameters) {
    inverseDeviation[c] = 1 / Math.sqrt(variance + LayerSpec.BatchNorm.EPSILON);
    double a = parameters[weight(c)] * inverseDeviation[c];
    mean[c] = (float) mu;
    scale[c] = (float) a;
    shift[c] = (float) (parameters[offset(c)] - mu * a);
  }

  /**
   * Writes the gradients of the bias and of the normalisation, and what {@code dy} needs.
   *
   * @param sums per image, {@code padded} sums of dz, then as many of dz (y - mean)
   */
  public void backward(float[] sums, int batch, int area, float[] gradients) {
    double n = (double) batch * area;
    for (int c = 0; c < channels; c++) {
      double dz = sum(sums, batch, c);
      if (!normalised) {
        gradients[bias + c] = (float) dz;
        continue;
      }
      double dzu = sum(sums, batch, padded + c) * inverseDeviation[c];
      gradients[bias + c] = 0;
      gradients[weight(c)] = (float) dzu;
      gradients[offset(c)] = (float) dz;
      gradients[runningMean(c)] = 0;
      gradients[runningVariance(c)] = 0;
      slope[c] = (float) (-scale[c] * dzu / n * inverseDeviation[c]);
      level[c] = (float) (-scale[c] * dz / n);
    }
  }

  private double sum(float[] perImage, int batch, int at) {
    double sum = 0;
    for (int image = 0; image < batch; image++) {
      sum += perImage[2 * padded * image + at];
    }
    return sum;
  }

  private int weight(int c) {
    return bias + channels + c;
  }

  private int offset(int c) {
    return bias + 2 * channels + c;
  }

  private int runningMean(int c) {
    return bias + 3 * channels + c;
  }

  private int runningVariance(int c) {
    return bias + 4 * channels + c;
  }
}
