package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import org.palimpsest.nn.engine.ChannelAffine;
import org.palimpsest.nn.engine.Nonlinearity;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * What happens to one row of {@code WIDTH} channels on its way between maps and transforms. In maps, column x lies at
 * {@code at + x step}; in a line, at {@code half + COMPLEX x}, half being 0 or {@code WIDTH}. Per-channel coefficients
 * lie at c.
 */
final class RowKernels {

  private RowKernels() {}

  static void read(float[] maps, int at, int step, float[] line, int half, int width) {
    for (int x = 0; x < width; x++) {
      load(maps, at + x * step).intoArray(line, half + x * COMPLEX);
    }
  }

  /** Where the maps hold only {@code lanes} of the channels: the others are zero. */
  static void readLanes(float[] maps, int at, int step, int lanes, float[] line, int half, int width) {
    if (lanes == WIDTH) {
      read(maps, at, step, line, half, width);
    } else {
      readSome(maps, at, step, lanes, line, half, width);
    }
  }

  private static void readSome(float[] maps, int at, int step, int lanes, float[] line, int half, int width) {
    for (int x = 0; x < width; x++) {
      int to = half + x * COMPLEX;
      Lanes.zero().intoArray(line, to);
      for (int lane = 0; lane < lanes; lane++) {
        line[to + lane] = maps[at + x * step + lane];
      }
    }
  }

  static void write(float[] line, int half, float[] maps, int at, int step, int width) {
    for (int x = 0; x < width; x++) {
      load(line, half + x * COMPLEX).intoArray(maps, at + x * step);
    }
  }

  static void writeLanes(float[] line, int half, float[] maps, int at, int step, int lanes, int width) {
    if (lanes == WIDTH) {
      write(line, half, maps, at, step, width);
    } else {
      writeSome(line, half, maps, at, step, lanes, width);
    }
  }

  private static void writeSome(float[] line, int half, float[] maps, int at, int step, int lanes, int width) {
    for (int x = 0; x < width; x++) {
      for (int lane = 0; lane < lanes; lane++) {
        maps[at + x * step + lane] = line[half + x * COMPLEX + lane];
      }
    }
  }

  /** line = f(scale y + shift). */
  static void activate(Nonlinearity f, float[] y, int at, int step, ChannelAffine affine, int c,
      float[] line, int half, int width) {
    switch (f) {
      case IDENTITY -> affine(y, at, step, affine, c, line, half, width);
      case RELU -> affineRelu(y, at, step, affine, c, line, half, width);
      case TANH -> {
        affine(y, at, step, affine, c, line, half, width);
        tanh(line, half, width);
      }
    }
  }

  /** line = f'(scale y + shift). */
  static void slope(Nonlinearity f, float[] y, int at, int step, ChannelAffine affine, int c,
      float[] line, int half, int width) {
    switch (f) {
      case IDENTITY -> fill(line, half, width, 1);
      case RELU -> step(y, at, step, affine, c, line, half, width);
      case TANH -> {
        affine(y, at, step, affine, c, line, half, width);
        tanh(line, half, width);
        oneMinusSquare(line, half, width);
      }
    }
  }

  private static void affine(float[] y, int at, int step, ChannelAffine affine, int c,
      float[] line, int half, int width) {
    FloatVector a = load(affine.scale, c), b = load(affine.shift, c);
    for (int x = 0; x < width; x++) {
      load(y, at + x * step).fma(a, b).intoArray(line, half + x * COMPLEX);
    }
  }

  private static void affineRelu(float[] y, int at, int step, ChannelAffine affine, int c,
      float[] line, int half, int width) {
    FloatVector a = load(affine.scale, c), b = load(affine.shift, c), zero = Lanes.zero();
    for (int x = 0; x < width; x++) {
      load(y, at + x * step).fma(a, b).max(zero).intoArray(line, half + x * COMPLEX);
    }
  }

  /** 1 where scale y + shift is positive or not a number, 0 elsewhere. */
  private static void step(float[] y, int at, int step, ChannelAffine affine, int c,
      float[] line, int half, int width) {
    FloatVector a = load(affine.scale, c), b = load(affine.shift, c), zero = Lanes.zero(), one = splat(1);
    for (int x = 0; x < width; x++) {
      VectorMask<Float> off = load(y, at + x * step).fma(a, b).compare(VectorOperators.LE, zero);
      one.blend(zero, off).intoArray(line, half + x * COMPLEX);
    }
  }

  private static void fill(float[] line, int half, int width, float value) {
    FloatVector v = splat(value);
    for (int x = 0; x < width; x++) {
      v.intoArray(line, half + x * COMPLEX);
    }
  }

  private static void oneMinusSquare(float[] line, int half, int width) {
    FloatVector one = splat(1);
    for (int x = 0; x < width; x++) {
      FloatVector t = load(line, half + x * COMPLEX);
      one.sub(t.mul(t)).intoArray(line, half + x * COMPLEX);
    }
  }

  /**
   * line = tanh(line): the continued fraction u / (1 + u^2 / (3 + u^2 / (5 + ...))) cut after seven terms at u a
   * quarter of the argument, then twice tanh 2u = 2 tanh u / (1 + tanh^2 u). Beyond 9.25 the float nearest to the
   * result is 1.
   */
  static void tanh(float[] line, int half, int width) {
    FloatVector bound = splat(9.25f), quarter = splat(.25f), one = splat(1);
    for (int x = 0; x < width; x++) {
      int at = half + x * COMPLEX;
      FloatVector u = load(line, at).min(bound).max(bound.neg()).mul(quarter);
      FloatVector s = u.mul(u);
      FloatVector over = s.add(378f).fma(s, splat(17325f)).fma(s, splat(135135f)).mul(u);
      FloatVector under = s.fma(splat(28f), splat(3150f)).fma(s, splat(62370f)).fma(s, splat(135135f));
      FloatVector t = over.div(under);
      t = t.add(t).div(t.fma(t, one));
      t = t.add(t).div(t.fma(t, one));
      t.intoArray(line, at);
    }
  }

  /** line = scale dz + (y - mean) q + r. */
  static void gradient(float[] dz, float[] y, int at, int step, ChannelAffine affine, int c,
      float[] line, int half, int width) {
    FloatVector a = load(affine.scale, c), m = load(affine.mean, c), q = load(affine.slope, c);
    FloatVector r = load(affine.level, c);
    for (int x = 0; x < width; x++) {
      int o = at + x * step;
      load(dz, o).fma(a, load(y, o).sub(m).fma(q, r)).intoArray(line, half + x * COMPLEX);
    }
  }

  /** As {@link #gradient} with dz = g line, g per image and channel at {@code g[at]}. */
  static void pooledGradient(float[] g, int gAt, float[] y, int at, int step, ChannelAffine affine, int c,
      float[] line, int half, int width) {
    FloatVector a = load(affine.scale, c).mul(load(g, gAt)), m = load(affine.mean, c), q = load(affine.slope, c);
    FloatVector r = load(affine.level, c);
    for (int x = 0; x < width; x++) {
      FloatVector slope = load(line, half + x * COMPLEX);
      slope.fma(a, load(y, at + x * step).sub(m).fma(q, r)).intoArray(line, half + x * COMPLEX);
    }
  }

  /** line = g line. */
  static void scale(float[] g, int gAt, float[] line, int half, int width) {
    FloatVector v = load(g, gAt);
    for (int x = 0; x < width; x++) {
      load(line, half + x * COMPLEX).mul(v).intoArray(line, half + x * COMPLEX);
    }
  }

  /** line = line other. */
  static void multiply(float[] line, int half, float[] other, int otherHalf, int width) {
    for (int x = 0; x < width; x++) {
      load(line, half + x * COMPLEX).mul(load(other, otherHalf + x * COMPLEX)).intoArray(line, half + x * COMPLEX);
    }
  }

  /** to[at] += sum of the line. */
  static void addSum(float[] line, int half, int width, float[] to, int at) {
    load(to, at).add(sum(line, half, width)).intoArray(to, at);
  }

  private static FloatVector sum(float[] line, int half, int width) {
    FloatVector s0 = Lanes.zero(), s1 = s0, s2 = s0, s3 = s0;
    int x = 0;
    for (; x + 3 < width; x += 4) {
      int o = half + x * COMPLEX;
      s0 = s0.add(load(line, o));
      s1 = s1.add(load(line, o + COMPLEX));
      s2 = s2.add(load(line, o + 2 * COMPLEX));
      s3 = s3.add(load(line, o + 3 * COMPLEX));
    }
    for (; x < width; x++) {
      s0 = s0.add(load(line, half + x * COMPLEX));
    }
    return s0.add(s1).add(s2.add(s3));
  }

  /** to[at] += sum of line (y - mean). */
  static void addProduct(float[] line, int half, float[] y, int yAt, int step, float[] mean, int c, int width,
      float[] to, int at) {
    FloatVector s0 = Lanes.zero(), s1 = s0, s2 = s0, s3 = s0, m = load(mean, c);
    int x = 0;
    for (; x + 3 < width; x += 4) {
      int l = half + x * COMPLEX;
      int o = yAt + x * step;
      s0 = load(line, l).fma(load(y, o).sub(m), s0);
      s1 = load(line, l + COMPLEX).fma(load(y, o + step).sub(m), s1);
      s2 = load(line, l + 2 * COMPLEX).fma(load(y, o + 2 * step).sub(m), s2);
      s3 = load(line, l + 3 * COMPLEX).fma(load(y, o + 3 * step).sub(m), s3);
    }
    for (; x < width; x++) {
      s0 = load(line, half + x * COMPLEX).fma(load(y, yAt + x * step).sub(m), s0);
    }
    load(to, at).add(s0.add(s1).add(s2.add(s3))).intoArray(to, at);
  }

  static void clear(float[] to, int at) {
    Lanes.zero().intoArray(to, at);
  }

  /**
   * Takes one more row into the running mean at {@code moments[at]} and sum of squared deviations at
   * {@code moments[at + step]}, by the update of Chan, Golub and LeVeque (1979).
   *
   * @param before how many values are in them
   */
  static void addMoments(float[] line, int half, int width, int before, float[] moments, int at, int step) {
    FloatVector rowMean = sum(line, half, width).mul(1f / width);
    FloatVector squares = squares(line, half, width, rowMean);
    FloatVector oldMean = load(moments, at);
    FloatVector delta = rowMean.sub(oldMean);
    float after = before + width;
    delta.fma(splat(width / after), oldMean).intoArray(moments, at);
    delta.mul(delta).fma(splat(before * (width / after)), squares).add(load(moments, at + step))
        .intoArray(moments, at + step);
  }

  private static FloatVector squares(float[] line, int half, int width, FloatVector mean) {
    FloatVector s0 = Lanes.zero(), s1 = s0, s2 = s0, s3 = s0;
    int x = 0;
    for (; x + 3 < width; x += 4) {
      int o = half + x * COMPLEX;
      FloatVector d0 = load(line, o).sub(mean), d1 = load(line, o + COMPLEX).sub(mean);
      FloatVector d2 = load(line, o + 2 * COMPLEX).sub(mean), d3 = load(line, o + 3 * COMPLEX).sub(mean);
      s0 = d0.fma(d0, s0);
      s1 = d1.fma(d1, s1);
      s2 = d2.fma(d2, s2);
      s3 = d3.fma(d3, s3);
    }
    for (; x < width; x++) {
      FloatVector d = load(line, half + x * COMPLEX).sub(mean);
      s0 = d.fma(d, s0);
    }
    return s0.add(s1).add(s2.add(s3));
  }
}
