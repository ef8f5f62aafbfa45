package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/**
 * Batch normalisation over the pixels of a batch: y = (x - mean) / sqrt(variance + epsilon) weight + bias, with
 * the batch's mean and biased variance in training and the running ones otherwise.
 */
final class BatchNormOperator extends MapOperator {

  private final int channels;
  private final float[] parameters;
  private final float[] gradients;
  private final int weight;
  private final int bias;
  private final int runningMean;
  private final int runningVariance;
  private final ChannelSums sums;
  private final Periodic centre;
  private final Periodic scale;
  private final Periodic shift;
  private final Periodic meanGradient;
  private final Periodic slope;
  private final double[] inverseDeviation;

  /** The mean less {@link #centre}, which is the mean in single precision. */
  private final double[] rounding;

  private float[] latest;

  BatchNormOperator(
      Shape input,
      LayerSpec.BatchNorm layer,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    super(input, layer, workers);
    channels = layer.channels();
    this.parameters = parameters;
    this.gradients = gradients;
    weight = offset;
    bias = offset + channels;
    runningMean = offset + 2 * channels;
    runningVariance = offset + 3 * channels;
    sums = new ChannelSums(channels, workers);
    centre = new Periodic(channels);
    scale = new Periodic(channels);
    shift = new Periodic(channels);
    meanGradient = new Periodic(channels);
    slope = new Periodic(channels);
    inverseDeviation = new double[channels];
    rounding = new double[channels];
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    if (training) {
      latest = x;
      batchStatistics(x);
    } else {
      for (int c = 0; c < channels; c++) {
        normalise(c, parameters[runningMean + c], parameters[runningVariance + c]);
      }
    }
    float[] y = outputs();
    int period = centre.values.length;
    spans(
        batch * input().volume(),
        period,
        (from, to) -> {
          for (int start = from; start < to; start += period) {
            int length = Math.min(period, to - start);
            apply(x, y, start, length, centre.values, scale.values, shift.values);
          }
        });
    return y;
  }

  @Override
  public float[] backwardForExamples(float[] dy, boolean inputGradient) {
    throw new IllegalStateException("example gradients: expected no batch normalisation");
  }

  /** Sums are taken of differences from the first pixel, which keeps large means from drowning the variance. */
  private void batchStatistics(float[] x) {
    int pixels = batch * input().area();
    if (pixels < 2) {
      throw new IllegalArgumentException(
          "batch normalisation: expected at least 2 pixels in a training batch, was " + pixels);
    }
    sums.run(pixels, (from, to, first, second) -> addMoments(x, from, to, first, second));
    for (int c = 0; c < channels; c++) {
      double offCentre = sums.first[c] / pixels;
      double squares = sums.second[c] - sums.first[c] * offCentre;
      double mean = x[c] + offCentre;
      normalise(c, mean, squares / pixels);
      parameters[runningMean + c] = running(parameters[runningMean + c], mean);
      parameters[runningVariance + c] = running(parameters[runningVariance + c], squares / (pixels - 1));
    }
  }

  private static float running(float old, double latest) {
    return (float) ((1 - LayerSpec.BatchNorm.MOMENTUM) * old + LayerSpec.BatchNorm.MOMENTUM * latest);
  }

  private void addMoments(float[] x, int from, int to, double[] first, double[] second) {
    DoubleSums.deviations(x, from, to, channels, first, second);
  }

  private void normalise(int c, double mean, double variance) {
    inverseDeviation[c] = 1 / Math.sqrt(variance + LayerSpec.BatchNorm.EPSILON);
    rounding[c] = mean - (float) mean;
    double factor = inverseDeviation[c] * parameters[weight + c];
    centre.set(c, (float) mean);
    scale.set(c, (float) factor);
    shift.set(c, (float) (parameters[bias + c] - rounding[c] * factor));
  }

  private static void apply(
      float[] x, float[] y, int start, int length, float[] centre, float[] scale, float[] shift) {
    for (int i = 0; i < length; i++) {
      y[start + i] = (x[start + i] - centre[i]) * scale[i] + shift[i];
    }
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    int pixels = batch * input().area();
    float[] x = latest;
    sums.run(pixels, (from, to, first, second) -> addGradients(x, dy, from, to, first, second));
    for (int c = 0; c < channels; c++) {
      double product = sums.second[c] - sums.first[c] * rounding[c];
      double steepness = product * inverseDeviation[c] * inverseDeviation[c] / pixels;
      gradients[weight + c] = (float) (product * inverseDeviation[c]);
      gradients[bias + c] = (float) sums.first[c];
      slope.set(c, (float) steepness);
      meanGradient.set(c, (float) (sums.first[c] / pixels - rounding[c] * steepness));
    }
    if (!inputGradient) {
      return null;
    }
    int period = centre.values.length;
    spans(
        batch * input().volume(),
        period,
        (from, to) -> {
          for (int start = from; start < to; start += period) {
            derive(x, dy, start, Math.min(period, to - start));
          }
        });
    return dy;
  }

  private void addGradients(float[] x, float[] dy, int from, int to, double[] first, double[] second) {
    DoubleSums.products(dy, x, centre.values, from, to, channels, first, second);
  }

  private void derive(float[] x, float[] dy, int start, int length) {
    derive(x, dy, start, length, centre.values, scale.values, meanGradient.values, slope.values);
  }

  private static void derive(
      float[] x,
      float[] dy,
      int start,
      int length,
      float[] centre,
      float[] scale,
      float[] meanGradient,
      float[] slope) {
    for (int i = 0; i < length; i++) {
      int at = start + i;
      dy[at] = (dy[at] - meanGradient[i] - (x[at] - centre[i]) * slope[i]) * scale[i];
    }
  }
}
