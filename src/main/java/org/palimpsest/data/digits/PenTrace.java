package org.palimpsest.data.digits;

import java.util.Arrays;

/** The trace of a pen: a chain of points with the pen's radius at each, broken where the pen was lifted. */
final class PenTrace {

  private double[] x = new double[64];
  private double[] y = new double[64];
  private double[] radius = new double[64];
  private boolean[] lifted = new boolean[64];
  private int size;

  /**
   * @param lifted whether the pen came here through the air
   */
  void add(double x, double y, double radius, boolean lifted) {
    if (size == this.x.length) {
      this.x = Arrays.copyOf(this.x, 2 * size);
      this.y = Arrays.copyOf(this.y, 2 * size);
      this.radius = Arrays.copyOf(this.radius, 2 * size);
      this.lifted = Arrays.copyOf(this.lifted, 2 * size);
    }
    this.x[size] = x;
    this.y[size] = y;
    this.radius[size] = radius;
    this.lifted[size++] = lifted;
  }

  int size() {
    return size;
  }

  double x(int point) {
    return x[point];
  }

  double y(int point) {
    return y[point];
  }

  double radius(int point) {
    return radius[point];
  }

  boolean lifted(int point) {
    return lifted[point];
  }

  /** Moves and scales the trace, but not the pen, so that with its thickness it just fits a square [0, side]^2. */
  void fit(double side) {
    double left = Double.MAX_VALUE;
    double top = Double.MAX_VALUE;
    double right = -Double.MAX_VALUE;
    double bottom = -Double.MAX_VALUE;
    double thickest = 0;
    for (int i = 0; i < size; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
      thickest = Math.max(thickest, radius[i]);
    }
    double scale = (side - 2 * thickest) / Math.max(right - left, bottom - top);
    for (int i = 0; i < size; i++) {
      x[i] = side / 2 + (x[i] - (left + right) / 2) * scale;
      y[i] = side / 2 + (y[i] - (top + bottom) / 2) * scale;
    }
  }
}
