package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/**
 * A transform of any power of two from 16 points up, in Stockham's self-sorting order: stages of radix 4, and one
 * of radix 2 at the end where the power is odd. With n points left and s done, a stage of radix r takes
 * {@code x[q + s (p + m j)]}, m = n / r, j = 0..r-1, to {@code y[q + s (r p + k)]}, the k-th value of the r-point
 * transform times {@code exp(-2 pi i p k / n)}.
 */
final class MixedFft implements Fft {

  private final int length;

  /** cos and -sin of 2 pi j / length. */
  private final float[] circle;

  MixedFft(int length) {
    if (length < 16 || length > LONGEST || Integer.bitCount(length) != 1) {
      throw new IllegalArgumentException("length: expected 16, 32, 64 or 128, was " + length);
    }
    this.length = length;
    circle = new float[2 * length];
    for (int j = 0; j < length; j++) {
      double angle = -2 * Math.PI * j / length;
      circle[2 * j] = (float) Math.cos(angle);
      circle[2 * j + 1] = (float) Math.sin(angle);
    }
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public void transform(
      float[] from, int re, int im, int stride, boolean headOnly, float[] work, float[] to, int toRe, int toIm) {
    int half = length * COMPLEX;
    int now = 0;
    radix4(from, re, im, stride, length, 1, work, now, now + WIDTH);
    int points = length / 4;
    int done = 4;
    while (points > 4) {
      int then = half - now;
      radix4(work, now, now + WIDTH, COMPLEX, points, done, work, then, then + WIDTH);
      now = then;
      points /= 4;
      done *= 4;
    }
    if (points == 4) {
      radix4(work, now, now + WIDTH, COMPLEX, points, done, to, toRe, toIm);
    } else {
      radix2(work, now, done, to, toRe, toIm);
    }
  }

  private void radix4(
      float[] from, int re, int im, int stride, int points, int done, float[] to, int toRe, int toIm) {
    int m = points / 4;
    for (int p = 0; p < m; p++) {
      butterflies(from, re + done * p * stride, im + done * p * stride, stride, done * m * stride, done, p * done,
          to, toRe + 4 * done * p * COMPLEX, toIm + 4 * done * p * COMPLEX);
    }
  }

  /** The {@code done} butterflies that share one set of twiddle factors: powers 1, 2, 3 of point {@code turn}. */
  private void butterflies(float[] from, int re, int im, int stride, int hop, int done, int turn,
      float[] to, int toRe, int toIm) {
    FloatVector w1r = splat(circle[2 * turn]), w1i = splat(circle[2 * turn + 1]);
    FloatVector w2r = splat(circle[4 * turn]), w2i = splat(circle[4 * turn + 1]);
    FloatVector w3r = splat(circle[6 * turn]), w3i = splat(circle[6 * turn + 1]);
    int step = done * COMPLEX;
    for (int q = 0; q < done; q++) {
      int r = re + q * stride;
      int i = im + q * stride;
      FloatVector ar = load(from, r), cr = load(from, r + 2 * hop), ai = load(from, i), ci = load(from, i + 2 * hop);
      FloatVector br = load(from, r + hop), dr = load(from, r + 3 * hop);
      FloatVector bi = load(from, i + hop), di = load(from, i + 3 * hop);
      FloatVector sr = ar.add(cr), si = ai.add(ci), ur = ar.sub(cr), ui = ai.sub(ci);
      FloatVector tr = br.add(dr), ti = bi.add(di), vr = br.sub(dr), vi = bi.sub(di);
      int o = toRe + q * COMPLEX;
      int j = toIm + q * COMPLEX;
      sr.add(tr).intoArray(to, o);
      si.add(ti).intoArray(to, j);
      FloatVector yr = ur.add(vi), yi = ui.sub(vr);
      yr.mul(w1r).sub(yi.mul(w1i)).intoArray(to, o + step);
      yr.fma(w1i, yi.mul(w1r)).intoArray(to, j + step);
      yr = sr.sub(tr);
      yi = si.sub(ti);
      yr.mul(w2r).sub(yi.mul(w2i)).intoArray(to, o + 2 * step);
      yr.fma(w2i, yi.mul(w2r)).intoArray(to, j + 2 * step);
      yr = ur.sub(vi);
      yi = ui.add(vr);
      yr.mul(w3r).sub(yi.mul(w3i)).intoArray(to, o + 3 * step);
      yr.fma(w3i, yi.mul(w3r)).intoArray(to, j + 3 * step);
    }
  }

  private static void radix2(float[] from, int at, int done, float[] to, int toRe, int toIm) {
    int step = done * COMPLEX;
    for (int q = 0; q < step; q += COMPLEX) {
      FloatVector ar = load(from, at + q), ai = load(from, at + q + WIDTH);
      FloatVector br = load(from, at + q + step), bi = load(from, at + q + step + WIDTH);
      ar.add(br).intoArray(to, toRe + q);
      ai.add(bi).intoArray(to, toIm + q);
      ar.sub(br).intoArray(to, toRe + q + step);
      ai.sub(bi).intoArray(to, toIm + q + step);
    }
  }
}
