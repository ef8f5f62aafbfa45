package org.palimpsest.experiment;

import org.palimpsest.experiment.spec.RecordBinder;

/** The three colourings of the test images. */
enum TestSplit {
  /** rho = 1: every colour tells the digit. */
  BIASED,
  /** rho = 1/C: colour and digit are independent. */
  UNBIASED,
  /** rho = 0: no colour is that of its digit. */
  CONFLICTING;

  /** As it is written in {@link ResultRow#split}. */
  String label() {
    return RecordBinder.spelling(this);
  }
}
