package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;

/**
 * Sums of scaled rows in single precision, in the form that the just-in-time compiler vectorises: several arrays, all
 * indexed alike.
 */
final class FloatRows {

  private FloatRows() {}

  /** Values (N, D) as N rows. */
  static float[][] of(DMatrixRMaj values) {
    float[][] rows = new float[values.numRows][values.numCols];
    for (int i = 0, at = 0; i < values.numRows; i++) {
      for (int d = 0; d < values.numCols; d++, at++) {
        rows[i][d] = (float) values.data[at];
      }
    }
    return rows;
  }

  /** to += factors[0] rows[0] + ... + factors[count - 1] rows[count - 1]. */
  static void addProducts(float[] to, float[][] rows, float[] factors, int count) {
    int j = 0;
    for (; j + 8 <= count; j += 8) {
      add(
          to, rows[j], factors[j], rows[j + 1], factors[j + 1], rows[j + 2], factors[j + 2], rows[j + 3],
          factors[j + 3], rows[j + 4], factors[j + 4], rows[j + 5], factors[j + 5], rows[j + 6], factors[j + 6],
          rows[j + 7], factors[j + 7]);
    }
    for (; j < count; j++) {
      add(to, rows[j], factors[j]);
    }
  }

  static void add(float[] to, float[] a, float fa) {
    for (int i = 0; i < to.length; i++) {
      to[i] += fa * a[i];
    }
  }

  private static void add(
      float[] to, float[] a, float fa, float[] b, float fb, float[] c, float fc, float[] d, float fd, float[] e,
      float fe, float[] f, float ff, float[] g, float fg, float[] h, float fh) {
    for (int i = 0; i < to.length; i++) {
      to[i] +=
          ((fa * a[i] + fb * b[i]) + (fc * c[i] + fd * d[i])) + ((fe * e[i] + ff * f[i]) + (fg * g[i] + fh * h[i]));
    }
  }
}
