package org.palimpsest.nn.engine;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.palimpsest.data.Shape;

/** One layer in plain loops and double precision. */
abstract class ReferenceLayer {

  final Shape in;
  final Shape out;
  final double[] parameters;
  final double[] gradients;
  final int offset;
  double[] x;
  double[] y;
  int batch;

  private ReferenceLayer(LayerSpec spec, Shape in, double[] parameters, double[] gradients, int offset) {
    this.in = in;
    this.out = spec.output(in);
    this.parameters = parameters;
    this.gradients = gradients;
    this.offset = offset;
  }

  final double[] forward(double[] x, int batch, boolean training) {
    this.x = x;
    this.batch = batch;
    y = new double[batch * out.volume()];
    forward(training);
    return y;
  }

  final double[] backward(double[] dy) {
    double[] dx = new double[batch * in.volume()];
    backward(dy, dx);
    return dx;
  }

  abstract void forward(boolean training);

  abstract void backward(double[] dy, double[] dx);

  static int at(Shape shape, int image, int row, int column, int channel) {
    return ((image * shape.height() + row) * shape.width() + column) * shape.channels() + channel;
  }

  static ReferenceLayer of(LayerSpec spec, Shape in, double[] parameters, double[] gradients, int offset) {
    if (spec instanceof LayerSpec.Convolution c) {
      return new Sliding(spec, in, parameters, gradients, offset, false, c.bias(), c.kernel(), c.stride(), c.padding());
    }
    if (spec instanceof LayerSpec.StandardisedConvolution s) {
      return new Standardised(s, in, parameters, gradients, offset);
    }
    if (spec instanceof LayerSpec.TransposedConvolution t) {
      return new Sliding(spec, in, parameters, gradients, offset, true, true, t.kernel(), t.stride(), t.padding());
    }
    if (spec instanceof LayerSpec.BatchNorm) {
      return new BatchNorm(spec, in, parameters, gradients, offset);
    }
    if (spec instanceof LayerSpec.GroupNorm g) {
      return new GroupNorm(g, in, parameters, gradients, offset);
    }
    if (spec instanceof LayerSpec.MaxPool p) {
      return new Pool(spec, in, true, p.kernel(), p.stride(), p.padding());
    }
    if (spec instanceof LayerSpec.AveragePool p) {
      return new Pool(spec, in, false, p.kernel(), p.stride(), p.padding());
    }
    if (spec instanceof LayerSpec.GlobalAveragePool) {
      return new GlobalAverage(spec, in);
    }
    if (spec instanceof LayerSpec.UnitNorm) {
      return new UnitNorm(spec, in);
    }
    if (spec instanceof LayerSpec.Residual r) {
      return new Residual(r, in, parameters, gradients, offset);
    }
    if (spec instanceof LayerSpec.Dense d) {
      return new Dense(d, in, parameters, gradients, offset);
    }
    return new Pointwise(spec, in, spec instanceof LayerSpec.Tanh);
  }

  /** A convolution of weights that are standardised first; the gradient by the product of Jacobians, written out. */
  private static final class Standardised extends ReferenceLayer {
    private final double[] own;
    private final double[] ownGradients;
    private final int outputs;
    private final int fanIn;
    private final ReferenceLayer convolution;

    Standardised(
        LayerSpec.StandardisedConvolution spec, Shape in, double[] parameters, double[] gradients, int offset) {
      super(spec, in, parameters, gradients, offset);
      LayerSpec.Convolution plain = spec.convolution();
      outputs = plain.outputs();
      fanIn = plain.inputs() * plain.kernel() * plain.kernel();
      own = new double[outputs * fanIn + (plain.bias() ? outputs : 0)];
      ownGradients = new double[own.length];
      convolution = of(plain, in, own, ownGradients, 0);
    }

    private double[] centred(int output) {
      double[] w = Arrays.copyOfRange(parameters, offset + output * fanIn, offset + (output + 1) * fanIn);
      double mean = Arrays.stream(w).average().orElseThrow();
      return Arrays.stream(w).map(value -> value - mean).toArray();
    }

    private static double sumOfSquares(double[] values) {
      return Arrays.stream(values).map(value -> value * value).sum();
    }

    @Override
    void forward(boolean training) {
      System.arraycopy(parameters, offset, own, 0, own.length);
      for (int o = 0; o < outputs; o++) {
        double[] w = centred(o);
        for (int i = 0; i < fanIn; i++) {
          own[o * fanIn + i] = w[i] / Math.sqrt(Math.max(sumOfSquares(w), 1e-4));
        }
      }
      y = convolution.forward(x, batch, training);
    }

    @Override
    void backward(double[] dy, double[] dx) {
      Arrays.fill(ownGradients, 0);
      System.arraycopy(convolution.backward(dy), 0, dx, 0, dx.length);
      System.arraycopy(ownGradients, 0, gradients, offset, own.length);
      for (int o = 0; o < outputs; o++) {
        double[] w = centred(o);
        double squares = sumOfSquares(w);
        for (int i = 0; i < fanIn; i++) {
          double sum = 0;
          for (int j = 0; j < fanIn; j++) {
            // d (w_j / norm) / d w_i, through the mean and through the norm.
            double centring = (i == j ? 1 : 0) - 1.0 / fanIn;
            double norm = squares > 1e-4 ? w[j] * w[i] / squares : 0;
            sum += ownGradients[o * fanIn + j] * (centring - norm) / Math.sqrt(Math.max(squares, 1e-4));
          }
          gradients[offset + o * fanIn + i] = sum;
        }
      }
    }
  }

  /** Convolution, or its transpose: then the output plays the part of the convolution's input. */
  private static final class Sliding extends ReferenceLayer {
    private final boolean transposed;
    private final boolean biased;
    private final int kernel;
    private final int stride;
    private final int padding;

    Sliding(
        LayerSpec spec,
        Shape in,
        double[] parameters,
        double[] gradients,
        int offset,
        boolean transposed,
        boolean biased,
        int kernel,
        int stride,
        int padding) {
      super(spec, in, parameters, gradients, offset);
      this.transposed = transposed;
      this.biased = biased;
      this.kernel = kernel;
      this.stride = stride;
      this.padding = padding;
    }

    /** What happens at one meeting of a map value, a grid value and a weight. */
    private interface Meeting {
      void at(int map, int grid, int weight);
    }

    private void meet(Meeting meeting) {
      Shape map = transposed ? out : in;
      Shape grid = transposed ? in : out;
      for (int b = 0; b < batch; b++) {
        for (int gy = 0; gy < grid.height(); gy++) {
          for (int gx = 0; gx < grid.width(); gx++) {
            for (int ky = 0; ky < kernel; ky++) {
              for (int kx = 0; kx < kernel; kx++) {
                int my = gy * stride - padding + ky;
                int mx = gx * stride - padding + kx;
                if (my < 0 || my >= map.height() || mx < 0 || mx >= map.width()) {
                  continue;
                }
                for (int g = 0; g < grid.channels(); g++) {
                  for (int m = 0; m < map.channels(); m++) {
                    int weight = offset + ((g * map.channels() + m) * kernel + ky) * kernel + kx;
                    meeting.at(at(map, b, my, mx, m), at(grid, b, gy, gx, g), weight);
                  }
                }
              }
            }
          }
        }
      }
    }

    private int bias() {
      return offset + in.channels() * out.channels() * kernel * kernel;
    }

    @Override
    void forward(boolean training) {
      for (int i = 0; i < y.length; i++) {
        y[i] = biased ? parameters[bias() + i % out.channels()] : 0;
      }
      if (transposed) {
        meet((map, grid, weight) -> y[map] += x[grid] * parameters[weight]);
      } else {
        meet((map, grid, weight) -> y[grid] += x[map] * parameters[weight]);
      }
    }

    @Override
    void backward(double[] dy, double[] dx) {
      Arrays.fill(gradients, offset, bias() + (biased ? out.channels() : 0), 0);
      for (int i = 0; biased && i < batch * out.volume(); i++) {
        gradients[bias() + i % out.channels()] += dy[i];
      }
      meet(
          (map, grid, weight) -> {
            int from = transposed ? grid : map;
            int to = transposed ? map : grid;
            dx[from] += dy[to] * parameters[weight];
            gradients[weight] += dy[to] * x[from];
          });
    }
  }

  private static final class BatchNorm extends ReferenceLayer {
    private final double[] mean;
    private final double[] deviation;

    BatchNorm(LayerSpec spec, Shape in, double[] parameters, double[] gradients, int offset) {
      super(spec, in, parameters, gradients, offset);
      mean = new double[in.channels()];
      deviation = new double[in.channels()];
    }

    @Override
    void forward(boolean training) {
      int channels = in.channels();
      int pixels = batch * in.area();
      for (int c = 0; c < channels; c++) {
        int runningMean = offset + 2 * channels + c;
        int runningVariance = runningMean + channels;
        double variance = parameters[runningVariance];
        mean[c] = parameters[runningMean];
        if (training) {
          mean[c] = 0;
          for (int p = 0; p < pixels; p++) {
            mean[c] += x[p * channels + c] / pixels;
          }
          double squares = 0;
          for (int p = 0; p < pixels; p++) {
            squares += Math.pow(x[p * channels + c] - mean[c], 2);
          }
          variance = squares / pixels;
          parameters[runningMean] = 0.9 * parameters[runningMean] + 0.1 * mean[c];
          parameters[runningVariance] = 0.9 * parameters[runningVariance] + 0.1 * squares / (pixels - 1);
        }
        deviation[c] = Math.sqrt(variance + 1e-5);
        for (int i = c; i < pixels * channels; i += channels) {
          y[i] = (x[i] - mean[c]) / deviation[c] * parameters[offset + c] + parameters[offset + channels + c];
        }
      }
    }

    @Override
    void backward(double[] dy, double[] dx) {
      int channels = in.channels();
      int values = batch * in.volume();
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        double product = 0;
        for (int i = c; i < values; i += channels) {
          sum += dy[i];
          product += dy[i] * (x[i] - mean[c]) / deviation[c];
        }
        gradients[offset + c] = product;
        gradients[offset + channels + c] = sum;
        int pixels = batch * in.area();
        for (int i = c; i < values; i += channels) {
          double normalised = (x[i] - mean[c]) / deviation[c];
          double centred = dy[i] - sum / pixels - normalised * product / pixels;
          dx[i] = parameters[offset + c] / deviation[c] * centred;
        }
      }
    }
  }

  private static final class GroupNorm extends ReferenceLayer {
    private final int width;

    GroupNorm(LayerSpec.GroupNorm spec, Shape in, double[] parameters, double[] gradients, int offset) {
      super(spec, in, parameters, gradients, offset);
      width = spec.channels() / spec.groups();
    }

    /** What is done with one image's group: the indices of its values, and its mean and deviation. */
    private interface Group {
      void at(int[] indices, double mean, double deviation);
    }

    private void groups(Group group) {
      for (int b = 0; b < batch; b++) {
        for (int first = 0; first < in.channels(); first += width) {
          int[] indices = new int[in.area() * width];
          for (int i = 0; i < indices.length; i++) {
            indices[i] = b * in.volume() + i / width * in.channels() + first + i % width;
          }
          double mean = Arrays.stream(indices).mapToDouble(i -> x[i]).average().orElseThrow();
          double variance =
              Arrays.stream(indices).mapToDouble(i -> Math.pow(x[i] - mean, 2)).average().orElseThrow();
          group.at(indices, mean, Math.sqrt(variance + 1e-5));
        }
      }
    }

    @Override
    void forward(boolean training) {
      int channels = in.channels();
      groups(
          (indices, mean, deviation) -> {
            for (int i : indices) {
              int c = i % channels;
              y[i] = (x[i] - mean) / deviation * parameters[offset + c] + parameters[offset + channels + c];
            }
          });
    }

    @Override
    void backward(double[] dy, double[] dx) {
      int channels = in.channels();
      Arrays.fill(gradients, offset, offset + 2 * channels, 0);
      groups(
          (indices, mean, deviation) -> {
            double sum = 0;
            double product = 0;
            for (int i : indices) {
              double normalised = (x[i] - mean) / deviation;
              double d = dy[i] * parameters[offset + i % channels];
              sum += d / indices.length;
              product += d * normalised / indices.length;
              gradients[offset + i % channels] += dy[i] * normalised;
              gradients[offset + channels + i % channels] += dy[i];
            }
            for (int i : indices) {
              double d = dy[i] * parameters[offset + i % channels];
              dx[i] = (d - sum - (x[i] - mean) / deviation * product) / deviation;
            }
          });
    }
  }

  private static final class Pool extends ReferenceLayer {
    private final boolean largest;
    private final int kernel;
    private final int stride;
    private final int padding;

    Pool(LayerSpec spec, Shape in, boolean largest, int kernel, int stride, int padding) {
      super(spec, in, new double[0], new double[0], 0);
      this.largest = largest;
      this.kernel = kernel;
      this.stride = stride;
      this.padding = padding;
    }

    /** The indices of the input values in the window of output value {@code at}. */
    private int[] window(int at) {
      int c = at % out.channels();
      int ox = at / out.channels() % out.width();
      int oy = at / out.channels() / out.width() % out.height();
      int b = at / out.volume();
      return IntStream.range(0, kernel * kernel)
          .filter(
              k -> {
                int row = oy * stride - padding + k / kernel;
                int column = ox * stride - padding + k % kernel;
                return row >= 0 && row < in.height() && column >= 0 && column < in.width();
              })
          .map(k -> at(in, b, oy * stride - padding + k / kernel, ox * stride - padding + k % kernel, c))
          .toArray();
    }

    @Override
    void forward(boolean training) {
      for (int i = 0; i < y.length; i++) {
        var values = Arrays.stream(window(i)).mapToDouble(j -> x[j]);
        y[i] = largest ? values.max().orElseThrow() : values.sum() / (kernel * kernel);
      }
    }

    @Override
    void backward(double[] dy, double[] dx) {
      for (int i = 0; i < y.length; i++) {
        int at = i;
        if (largest) {
          dx[Arrays.stream(window(i)).filter(j -> x[j] == y[at]).findFirst().orElseThrow()] += dy[i];
        } else {
          Arrays.stream(window(i)).forEach(j -> dx[j] += dy[at] / (kernel * kernel));
        }
      }
    }
  }

  private static final class GlobalAverage extends ReferenceLayer {
    GlobalAverage(LayerSpec spec, Shape in) {
      super(spec, in, new double[0], new double[0], 0);
    }

    private int target(int i) {
      return i / in.volume() * in.channels() + i % in.channels();
    }

    @Override
    void forward(boolean training) {
      for (int i = 0; i < batch * in.volume(); i++) {
        y[target(i)] += x[i] / in.area();
      }
    }

    @Override
    void backward(double[] dy, double[] dx) {
      for (int i = 0; i < dx.length; i++) {
        dx[i] = dy[target(i)] / in.area();
      }
    }
  }

  private static final class UnitNorm extends ReferenceLayer {
    UnitNorm(LayerSpec spec, Shape in) {
      super(spec, in, new double[0], new double[0], 0);
    }

    private double norm(int image) {
      double squares = 0;
      for (int i = image * in.volume(); i < (image + 1) * in.volume(); i++) {
        squares += x[i] * x[i];
      }
      return Math.sqrt(squares);
    }

    @Override
    void forward(boolean training) {
      for (int i = 0; i < y.length; i++) {
        y[i] = x[i] / Math.max(norm(i / in.volume()), 1e-12);
      }
    }

    @Override
    void backward(double[] dy, double[] dx) {
      for (int i = 0; i < dx.length; i++) {
        int image = i / in.volume();
        double norm = norm(image);
        double along = 0;
        for (int j = image * in.volume(); j < (image + 1) * in.volume(); j++) {
          along += dy[j] * y[j];
        }
        dx[i] = norm < 1e-12 ? dy[i] / 1e-12 : (dy[i] - y[i] * along) / norm;
      }
    }
  }

  /** ReLU or tanh. */
  private static final class Pointwise extends ReferenceLayer {
    private final boolean tanh;

    Pointwise(LayerSpec spec, Shape in, boolean tanh) {
      super(spec, in, new double[0], new double[0], 0);
      this.tanh = tanh;
    }

    @Override
    void forward(boolean training) {
      for (int i = 0; i < y.length; i++) {
        y[i] = tanh ? Math.tanh(x[i]) : Math.max(0, x[i]);
      }
    }

    @Override
    void backward(double[] dy, double[] dx) {
      for (int i = 0; i < dx.length; i++) {
        dx[i] = dy[i] * (tanh ? 1 - y[i] * y[i] : x[i] > 0 ? 1 : 0);
      }
    }
  }

  /** y = body(x) + shortcut(x). */
  private static final class Residual extends ReferenceLayer {
    private final ReferenceStack body;
    private final ReferenceStack shortcut;

    Residual(LayerSpec.Residual spec, Shape in, double[] parameters, double[] gradients, int offset) {
      super(spec, in, parameters, gradients, offset);
      body = new ReferenceStack(in, spec.body(), parameters, gradients, offset);
      int behind = offset + ParameterSlot.length(ParameterSlot.of(spec.body()));
      shortcut = new ReferenceStack(in, spec.shortcut(), parameters, gradients, behind);
    }

    @Override
    void forward(boolean training) {
      double[] a = body.forward(x, batch, training);
      double[] b = shortcut.forward(x, batch, training);
      Arrays.setAll(y, i -> a[i] + b[i]);
    }

    @Override
    void backward(double[] dy, double[] dx) {
      double[] a = body.backward(dy);
      double[] b = shortcut.backward(dy);
      Arrays.setAll(dx, i -> a[i] + b[i]);
    }
  }

  /** The channels of x, then those of body(x). */
  private static final class Dense extends ReferenceLayer {
    private final ReferenceStack body;

    Dense(LayerSpec.Dense spec, Shape in, double[] parameters, double[] gradients, int offset) {
      super(spec, in, parameters, gradients, offset);
      body = new ReferenceStack(in, spec.body(), parameters, gradients, offset);
    }

    @Override
    void forward(boolean training) {
      double[] more = body.forward(x, batch, training);
      int added = out.channels() - in.channels();
      Arrays.setAll(y, i -> {
        int pixel = i / out.channels();
        int c = i % out.channels();
        return c < in.channels() ? x[pixel * in.channels() + c] : more[pixel * added + c - in.channels()];
      });
    }

    @Override
    void backward(double[] dy, double[] dx) {
      int added = out.channels() - in.channels();
      double[] dBody = new double[batch * in.area() * added];
      Arrays.setAll(dBody, i -> dy[i / added * out.channels() + in.channels() + i % added]);
      double[] dGiven = body.backward(dBody);
      Arrays.setAll(dx, i -> dGiven[i] + dy[i / in.channels() * out.channels() + i % in.channels()]);
    }
  }
}
