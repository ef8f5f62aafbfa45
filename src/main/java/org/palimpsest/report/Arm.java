package org.palimpsest.report;

/** A method with its settings: one line of a table, one colour of a figure. */
record Arm(String method, String variant) {

  /** Whether something was taken out of the features after training. */
  boolean erased() {
    return variant.startsWith("erased=") || variant.contains(" erased=");
  }
}
