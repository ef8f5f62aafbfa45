package org.palimpsest.nn.engine.fourier;

/**
 * Discrete Fourier transform of one length on all lanes at once: {@code X[k] = sum_n x[n] exp(-2 pi i n k / N)}.
 *
 * <p>Exchanging real and imaginary parts on both sides gives N times the inverse transform.
 */
interface Fft {

  /** The longest transform there is. */
  int LONGEST = 128;

  int length();

  /**
   * Element n is read at {@code from[re + n stride]}, {@code from[im + n stride]}; element k is written at
   * {@code to[toRe + COMPLEX k]}, {@code to[toIm + COMPLEX k]}.
   *
   * @param headOnly the last eighth of the input is zero and need not be read
   * @param work scratch of at least {@code 2 COMPLEX length()} floats
   */
  void transform(
      float[] from, int re, int im, int stride, boolean headOnly, float[] work, float[] to, int toRe, int toIm);

  /** The shortest supported length that is at least {@code needed}. */
  static int lengthFor(int needed) {
    if (needed > LONGEST) {
      throw new IllegalArgumentException("transform: expected at most " + LONGEST + " points, was " + needed);
    }
    return Math.max(16, Integer.highestOneBit(2 * needed - 1));
  }

  static Fft of(int length) {
    return length == Fft32.LENGTH ? new Fft32() : new MixedFft(length);
  }
}
