package org.palimpsest.privacy.accounting;

/**
 * The discrete Fourier transform of a fixed length, a power of two, in place and in double precision. Forward leaves
 * the spectrum in bit-reversed order, backward takes it so: good for products of spectra.
 */
final class Transform {

  private final int length;
  private final double[] cosines;
  private final double[] sines;

  Transform(int length) {
    this.length = length;
    this.cosines = new double[length];
    this.sines = new double[length];
    int half = length / 2;
    for (int k = 0; k < half; k++) {
      cosines[half + k] = Math.cos(Math.PI * k / half);
      sines[half + k] = -Math.sin(Math.PI * k / half);
    }
    for (int k = half - 1; k >= 1; k--) {
      cosines[k] = cosines[2 * k];
      sines[k] = sines[2 * k];
    }
  }

  /** Natural order to bit-reversed spectrum, unscaled. */
  void forward(double[] real, double[] imaginary) {
    for (int half = length / 2; half >= 1; half /= 2) {
      for (int start = 0; start < length; start += 2 * half) {
        for (int k = 0; k < half; k++) {
          int a = start + k;
          int b = a + half;
          double re = real[a] - real[b];
          double im = imaginary[a] - imaginary[b];
          real[a] += real[b];
          imaginary[a] += imaginary[b];
          double c = cosines[half + k];
          double s = sines[half + k];
          real[b] = re * c - im * s;
          imaginary[b] = re * s + im * c;
        }
      }
    }
  }

  /** Bit-reversed spectrum to natural order, scaled by 1 / length: undoes {@link #forward}. */
  void backward(double[] real, double[] imaginary) {
    for (int half = 1; half < length; half *= 2) {
      for (int start = 0; start < length; start += 2 * half) {
        for (int k = 0; k < half; k++) {
          int a = start + k;
          int b = a + half;
          double c = cosines[half + k];
          double s = -sines[half + k];
          double re = real[b] * c - imaginary[b] * s;
          double im = real[b] * s + imaginary[b] * c;
          real[b] = real[a] - re;
          imaginary[b] = imaginary[a] - im;
          real[a] += re;
          imaginary[a] += im;
        }
      }
    }
    for (int i = 0; i < length; i++) {
      real[i] /= length;
      imaginary[i] /= length;
    }
  }
}
