package org.palimpsest.report;

/** What must be equal for two results to stand in one table: the images, the pools and the scale of the job. */
record Setting(String digits, String protocol, String scale) {

  static Setting of(org.palimpsest.experiment.Source source) {
    return new Setting(source.dataset(), source.protocol(), source.scale());
  }

  boolean reduced() {
    return scale.equals("reduced");
  }

  /** For titles: {@code drawn digits, disjoint protocol, reduced}. */
  String label() {
    return (digits.equals("mnist") ? "MNIST" : digits + " digits") + ", " + protocol + " protocol"
        + (scale.equals("full") ? "" : ", " + scale);
  }

  /** For file names. */
  String slug() {
    return Text.slug(digits + "-" + protocol + "-" + scale);
  }
}
