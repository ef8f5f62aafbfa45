package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.COMPLEX;
import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;
import static org.palimpsest.nn.engine.vector.Lanes.load;
import static org.palimpsest.nn.engine.vector.Lanes.splat;

import jdk.incubator.vector.FloatVector;

/**
 * The 32-point transform, in two passes: with n = 4 n1 + n2 and k = k1 + 8 k2, four 8-point transforms over n1, then
 * eight 4-point transforms over n2 of the results multiplied by w^(n2 k1), w = exp(-2 pi i / 32).
 *
 * <p>Each pass is a method small enough for the compiler to keep every vector in a register; past a hundred or
 * so vector operations it would put them on the heap.
 */
final class Fft32 implements Fft {

  static final int LENGTH = 32;

  private static final float SQRT_HALF = (float) Math.sqrt(0.5);

  /** cos, sin, -sin of -2 pi n2 k1 / 32, in the order [k1][n2 - 1]. */
  private static final float[] TWIDDLES = twiddles();

  private static float[] twiddles() {
    float[] twiddles = new float[8 * 3 * 3];
    for (int k1 = 0; k1 < 8; k1++) {
      for (int n2 = 1; n2 < 4; n2++) {
        double angle = -2 * Math.PI * n2 * k1 / LENGTH;
        int at = (k1 * 3 + n2 - 1) * 3;
        twiddles[at] = (float) Math.cos(angle);
        twiddles[at + 1] = (float) Math.sin(angle);
        twiddles[at + 2] = -twiddles[at + 1];
      }
    }
    return twiddles;
  }

  @Override
  public int length() {
    return LENGTH;
  }

  @Override
  public void transform(
      float[] from, int re, int im, int stride, boolean headOnly, float[] work, float[] to, int toRe, int toIm) {
    if (headOnly) {
      eightPointsOfSeven(from, re, im, stride, work);
    } else {
      eightPoints(from, re, im, stride, work);
    }
    fourPoints(work, to, toRe, toIm);
  }

  /** work[n2][k1] = sum over n1 of x[4 n1 + n2] exp(-2 pi i n1 k1 / 8). */
  private static void eightPoints(float[] from, int re, int im, int stride, float[] work) {
    FloatVector h = splat(SQRT_HALF);
    int hop = 4 * stride;
    for (int n2 = 0; n2 < 4; n2++) {
      int r = re + n2 * stride;
      int i = im + n2 * stride;
      FloatVector x1r = load(from, r + hop), x1i = load(from, i + hop);
      FloatVector x5r = load(from, r + 5 * hop), x5i = load(from, i + 5 * hop);
      FloatVector x3r = load(from, r + 3 * hop), x3i = load(from, i + 3 * hop);
      FloatVector x7r = load(from, r + 7 * hop), x7i = load(from, i + 7 * hop);
      FloatVector sr = x1r.add(x5r), dr = x1r.sub(x5r), si = x1i.add(x5i), di = x1i.sub(x5i);
      FloatVector tr = x3r.add(x7r), er = x3r.sub(x7r), ti = x3i.add(x7i), ei = x3i.sub(x7i);
      FloatVector o0r = sr.add(tr), o0i = si.add(ti), o2r = sr.sub(tr), o2i = si.sub(ti);
      FloatVector o1r = dr.add(ei), o1i = di.sub(er), o3r = dr.sub(ei), o3i = di.add(er);
      FloatVector p1r = o1r.add(o1i).mul(h), p1i = o1i.sub(o1r).mul(h);
      FloatVector p3r = o3i.sub(o3r).mul(h), p3i = o3r.add(o3i).mul(h);
      FloatVector x0r = load(from, r), x0i = load(from, i);
      FloatVector x4r = load(from, r + 4 * hop), x4i = load(from, i + 4 * hop);
      FloatVector x2r = load(from, r + 2 * hop), x2i = load(from, i + 2 * hop);
      FloatVector x6r = load(from, r + 6 * hop), x6i = load(from, i + 6 * hop);
      FloatVector ar = x0r.add(x4r), br = x0r.sub(x4r), ai = x0i.add(x4i), bi = x0i.sub(x4i);
      FloatVector cr = x2r.add(x6r), gr = x2r.sub(x6r), ci = x2i.add(x6i), gi = x2i.sub(x6i);
      FloatVector e0r = ar.add(cr), e0i = ai.add(ci), e2r = ar.sub(cr), e2i = ai.sub(ci);
      FloatVector e1r = br.add(gi), e1i = bi.sub(gr), e3r = br.sub(gi), e3i = bi.add(gr);
      int w = n2 * 8 * COMPLEX;
      int v = w + WIDTH;
      e0r.add(o0r).intoArray(work, w);
      e0i.add(o0i).intoArray(work, v);
      e0r.sub(o0r).intoArray(work, w + 4 * COMPLEX);
      e0i.sub(o0i).intoArray(work, v + 4 * COMPLEX);
      e2r.add(o2i).intoArray(work, w + 2 * COMPLEX);
      e2i.sub(o2r).intoArray(work, v + 2 * COMPLEX);
      e2r.sub(o2i).intoArray(work, w + 6 * COMPLEX);
      e2i.add(o2r).intoArray(work, v + 6 * COMPLEX);
      e1r.add(p1r).intoArray(work, w + COMPLEX);
      e1i.add(p1i).intoArray(work, v + COMPLEX);
      e1r.sub(p1r).intoArray(work, w + 5 * COMPLEX);
      e1i.sub(p1i).intoArray(work, v + 5 * COMPLEX);
      e3r.add(p3r).intoArray(work, w + 3 * COMPLEX);
      e3i.sub(p3i).intoArray(work, v + 3 * COMPLEX);
      e3r.sub(p3r).intoArray(work, w + 7 * COMPLEX);
      e3i.add(p3i).intoArray(work, v + 7 * COMPLEX);
    }
  }

  /** As {@link #eightPoints} where x[28..31] is zero. */
  private static void eightPointsOfSeven(float[] from, int re, int im, int stride, float[] work) {
    FloatVector h = splat(SQRT_HALF);
    int hop = 4 * stride;
    for (int n2 = 0; n2 < 4; n2++) {
      int r = re + n2 * stride;
      int i = im + n2 * stride;
      FloatVector x1r = load(from, r + hop), x1i = load(from, i + hop);
      FloatVector x5r = load(from, r + 5 * hop), x5i = load(from, i + 5 * hop);
      FloatVector x3r = load(from, r + 3 * hop), x3i = load(from, i + 3 * hop);
      FloatVector sr = x1r.add(x5r), dr = x1r.sub(x5r), si = x1i.add(x5i), di = x1i.sub(x5i);
      FloatVector o0r = sr.add(x3r), o0i = si.add(x3i), o2r = sr.sub(x3r), o2i = si.sub(x3i);
      FloatVector o1r = dr.add(x3i), o1i = di.sub(x3r), o3r = dr.sub(x3i), o3i = di.add(x3r);
      FloatVector p1r = o1r.add(o1i).mul(h), p1i = o1i.sub(o1r).mul(h);
      FloatVector p3r = o3i.sub(o3r).mul(h), p3i = o3r.add(o3i).mul(h);
      FloatVector x0r = load(from, r), x0i = load(from, i);
      FloatVector x4r = load(from, r + 4 * hop), x4i = load(from, i + 4 * hop);
      FloatVector x2r = load(from, r + 2 * hop), x2i = load(from, i + 2 * hop);
      FloatVector x6r = load(from, r + 6 * hop), x6i = load(from, i + 6 * hop);
      FloatVector ar = x0r.add(x4r), br = x0r.sub(x4r), ai = x0i.add(x4i), bi = x0i.sub(x4i);
      FloatVector cr = x2r.add(x6r), gr = x2r.sub(x6r), ci = x2i.add(x6i), gi = x2i.sub(x6i);
      FloatVector e0r = ar.add(cr), e0i = ai.add(ci), e2r = ar.sub(cr), e2i = ai.sub(ci);
      FloatVector e1r = br.add(gi), e1i = bi.sub(gr), e3r = br.sub(gi), e3i = bi.add(gr);
      int w = n2 * 8 * COMPLEX;
      int v = w + WIDTH;
      e0r.add(o0r).intoArray(work, w);
      e0i.add(o0i).intoArray(work, v);
      e0r.sub(o0r).intoArray(work, w + 4 * COMPLEX);
      e0i.sub(o0i).intoArray(work, v + 4 * COMPLEX);
      e2r.add(o2i).intoArray(work, w + 2 * COMPLEX);
      e2i.sub(o2r).intoArray(work, v + 2 * COMPLEX);
      e2r.sub(o2i).intoArray(work, w + 6 * COMPLEX);
      e2i.add(o2r).intoArray(work, v + 6 * COMPLEX);
      e1r.add(p1r).intoArray(work, w + COMPLEX);
      e1i.add(p1i).intoArray(work, v + COMPLEX);
      e1r.sub(p1r).intoArray(work, w + 5 * COMPLEX);
      e1i.sub(p1i).intoArray(work, v + 5 * COMPLEX);
      e3r.add(p3r).intoArray(work, w + 3 * COMPLEX);
      e3i.sub(p3i).intoArray(work, v + 3 * COMPLEX);
      e3r.sub(p3r).intoArray(work, w + 7 * COMPLEX);
      e3i.add(p3i).intoArray(work, v + 7 * COMPLEX);
    }
  }

  /** X[k1 + 8 k2] = sum over n2 of work[n2][k1] w^(n2 k1) exp(-2 pi i n2 k2 / 4). */
  private static void fourPoints(float[] work, float[] to, int toRe, int toIm) {
    for (int k1 = 0; k1 < 8; k1++) {
      int o = k1 * COMPLEX;
      int p = o + WIDTH;
      int t = k1 * 9;
      FloatVector x = load(work, o + 8 * COMPLEX), y = load(work, p + 8 * COMPLEX), c = splat(TWIDDLES[t]);
      FloatVector br = x.fma(c, y.mul(splat(TWIDDLES[t + 2]))), bi = x.fma(splat(TWIDDLES[t + 1]), y.mul(c));
      x = load(work, o + 16 * COMPLEX);
      y = load(work, p + 16 * COMPLEX);
      c = splat(TWIDDLES[t + 3]);
      FloatVector cr = x.fma(c, y.mul(splat(TWIDDLES[t + 5]))), ci = x.fma(splat(TWIDDLES[t + 4]), y.mul(c));
      x = load(work, o + 24 * COMPLEX);
      y = load(work, p + 24 * COMPLEX);
      c = splat(TWIDDLES[t + 6]);
      FloatVector dr = x.fma(c, y.mul(splat(TWIDDLES[t + 8]))), di = x.fma(splat(TWIDDLES[t + 7]), y.mul(c));
      FloatVector ar = load(work, o), ai = load(work, p);
      FloatVector sr = ar.add(cr), si = ai.add(ci), ur = ar.sub(cr), ui = ai.sub(ci);
      FloatVector tr = br.add(dr), ti = bi.add(di), vr = br.sub(dr), vi = bi.sub(di);
      int r = toRe + o;
      int i = toIm + o;
      sr.add(tr).intoArray(to, r);
      si.add(ti).intoArray(to, i);
      ur.add(vi).intoArray(to, r + 8 * COMPLEX);
      ui.sub(vr).intoArray(to, i + 8 * COMPLEX);
      sr.sub(tr).intoArray(to, r + 16 * COMPLEX);
      si.sub(ti).intoArray(to, i + 16 * COMPLEX);
      ur.sub(vi).intoArray(to, r + 24 * COMPLEX);
      ui.add(vr).intoArray(to, i + 24 * COMPLEX);
    }
  }
}
