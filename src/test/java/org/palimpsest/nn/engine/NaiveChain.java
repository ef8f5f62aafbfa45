package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;

/** {@link FftChain}'s slow twin: the same layers one after the other, by their definitions, in double precision. */
final class NaiveChain {

  final double[] parameters;
  final double[] gradients;
  private final Shape input;
  private final List<LayerSpec> layers;
  private final int batch;
  private final boolean training;

  /** Input of every layer, then the output. */
  private final List<double[]> values = new ArrayList<>();

  private final List<Shape> shapes = new ArrayList<>();

  NaiveChain(Shape input, List<LayerSpec> layers, float[] parameters, int batch, boolean training) {
    this.input = input;
    this.layers = layers;
    this.batch = batch;
    this.training = training;
    this.parameters = toDouble(parameters);
    gradients = new double[parameters.length];
  }

  static double[] toDouble(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  double[] forward(float[] x) {
    double[] maps = toDouble(x);
    Shape shape = input;
    int offset = 0;
    for (LayerSpec layer : layers) {
      values.add(maps);
      shapes.add(shape);
      maps = apply(layer, maps, shape, offset);
      shape = layer.output(shape);
      offset += length(layer);
    }
    return maps;
  }

  double[] backward(float[] dy) {
    double[] gradient = toDouble(dy);
    int offset = parameters.length;
    for (int i = layers.size() - 1; i >= 0; i--) {
      offset -= length(layers.get(i));
      gradient = revert(layers.get(i), values.get(i), shapes.get(i), offset, gradient);
    }
    return gradient;
  }

  static int length(LayerSpec layer) {
    return layer.parameters().stream().mapToInt(Parameter::length).sum();
  }

  private double[] apply(LayerSpec layer, double[] x, Shape shape, int offset) {
    if (layer instanceof LayerSpec.Convolution c) {
      double[] y = new double[batch * shape.area() * c.outputs()];
      taps(c, shape, offset, (xi, yi, w) -> y[yi] += x[xi] * parameters[w]);
      for (int i = 0; i < y.length; i++) {
        y[i] += parameters[offset + c.outputs() * c.inputs() * c.kernel() * c.kernel() + i % c.outputs()];
      }
      return y;
    }
    if (layer instanceof LayerSpec.BatchNorm norm) {
      return normalise(norm.channels(), x, offset);
    }
    if (layer instanceof LayerSpec.GlobalAveragePool) {
      double[] y = new double[batch * shape.channels()];
      for (int i = 0; i < x.length; i++) {
        y[pooled(shape, i)] += x[i] / shape.area();
      }
      return y;
    }
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = layer instanceof LayerSpec.Relu ? Math.max(x[i], 0) : Math.tanh(x[i]);
    }
    return y;
  }

  private double[] revert(LayerSpec layer, double[] x, Shape shape, int offset, double[] dy) {
    double[] dx = new double[x.length];
    if (layer instanceof LayerSpec.Convolution c) {
      taps(c, shape, offset, (xi, yi, w) -> {
        dx[xi] += dy[yi] * parameters[w];
        gradients[w] += dy[yi] * x[xi];
      });
      for (int i = 0; i < dy.length; i++) {
        gradients[offset + c.outputs() * c.inputs() * c.kernel() * c.kernel() + i % c.outputs()] += dy[i];
      }
    } else if (layer instanceof LayerSpec.BatchNorm norm) {
      revertNorm(norm.channels(), x, offset, dy, dx);
    } else {
      for (int i = 0; i < x.length; i++) {
        if (layer instanceof LayerSpec.GlobalAveragePool) {
          dx[i] = dy[pooled(shape, i)] / shape.area();
        } else if (layer instanceof LayerSpec.Relu) {
          dx[i] = x[i] > 0 ? dy[i] : 0;
        } else {
          dx[i] = dy[i] * (1 - Math.tanh(x[i]) * Math.tanh(x[i]));
        }
      }
    }
    return dx;
  }

  private static int pooled(Shape shape, int i) {
    return i / shape.volume() * shape.channels() + i % shape.channels();
  }

  private interface Tap {
    void at(int x, int y, int weight);
  }

  private void taps(LayerSpec.Convolution c, Shape shape, int offset, Tap tap) {
    int k = c.kernel();
    for (int p = 0; p < batch * shape.area(); p++) {
      int row = p / shape.width() % shape.height();
      int column = p % shape.width();
      for (int j = 0; j < k * k; j++) {
        int dy = j / k - k / 2;
        int dx = j % k - k / 2;
        if (row + dy >= 0 && row + dy < shape.height() && column + dx >= 0 && column + dx < shape.width()) {
          for (int o = 0; o < c.outputs(); o++) {
            for (int i = 0; i < c.inputs(); i++) {
              tap.at((p + dy * shape.width() + dx) * c.inputs() + i, p * c.outputs() + o,
                  offset + (o * c.inputs() + i) * k * k + j);
            }
          }
        }
      }
    }
  }

  private double[] normalise(int channels, double[] x, int offset) {
    double[] y = new double[x.length];
    for (int c = 0; c < channels; c++) {
      int n = x.length / channels;
      double mean = parameters[offset + 2 * channels + c];
      double variance = parameters[offset + 3 * channels + c];
      if (training) {
        mean = mean(x, channels, c);
        variance = variance(x, channels, c, mean);
        int m = offset + 2 * channels + c;
        int v = offset + 3 * channels + c;
        parameters[m] = .9 * parameters[m] + .1 * mean;
        parameters[v] = .9 * parameters[v] + .1 * variance * n / (n - 1);
      }
      for (int i = c; i < x.length; i += channels) {
        y[i] = (x[i] - mean) / Math.sqrt(variance + 1e-5) * parameters[offset + c] + parameters[offset + channels + c];
      }
    }
    return y;
  }

  private void revertNorm(int channels, double[] x, int offset, double[] dy, double[] dx) {
    int n = x.length / channels;
    for (int c = 0; c < channels; c++) {
      double mean = mean(x, channels, c);
      double scale = 1 / Math.sqrt(variance(x, channels, c, mean) + 1e-5);
      double sum = 0;
      double product = 0;
      for (int i = c; i < x.length; i += channels) {
        sum += dy[i];
        product += dy[i] * (x[i] - mean) * scale;
      }
      gradients[offset + c] = product;
      gradients[offset + channels + c] = sum;
      for (int i = c; i < x.length; i += channels) {
        dx[i] = parameters[offset + c] * scale * (dy[i] - sum / n - (x[i] - mean) * scale * product / n);
      }
    }
  }

  private static double mean(double[] x, int channels, int c) {
    double sum = 0;
    for (int i = c; i < x.length; i += channels) {
      sum += x[i];
    }
    return sum * channels / x.length;
  }

  private static double variance(double[] x, int channels, int c, double mean) {
    double sum = 0;
    for (int i = c; i < x.length; i += channels) {
      sum += (x[i] - mean) * (x[i] - mean);
    }
    return sum * channels / x.length;
  }
}
