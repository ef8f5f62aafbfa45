package org.palimpsest.cli;


/** Lengths of time for people. */
final class Durations {

  private Durations() {}

  /** {@code 42 s}, {@code 7 min 05 s} or {@code 3 h 20 min}. */
  static String text(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    } else if (whole < 3600) {
      return "%d min %02d s".formatted(whole / 60, whole % 60);
    }
    return "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
  }
}
