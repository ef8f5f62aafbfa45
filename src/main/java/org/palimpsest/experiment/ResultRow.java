package org.palimpsest.experiment;

import org.palimpsest.metric.Measurement;

/**
 * One value of {@code runs.csv}: long format, one measured value a row. Empty strings and NaN print as empty
 * fields and mean "does not apply".
 *
 * @param attack who measured it; {@link AttackKey#NONE} for what concerns the network alone
 */
public record ResultRow(Origin origin, AttackKey attack, Measured measured) {

  /**
   * The network that a value is about.
   *
   * @param experiment the experiment's name
   * @param source the dataset, how it was divided, and the scale of the job
   * @param cell the id of the cell, a hash of its spec
   * @param at the method and the condition it was trained under
   * @param seed the encoder's seed number, 0, 1, ...
   */
  public record Origin(String experiment, Source source, String cell, Case at, int seed) {}

  /**
   * A value and the images it is over.
   *
   * @param split a split of the task, such as {@code unbiased}; {@code train}, {@code validation_biased},
   *     {@code validation_unbiased}, or {@code membership} (training images and as many others, mixed alike)
   * @param epoch the epoch after which it was measured, from 1; 0 for the finished model
   * @param measurement metric, group, value, interval and number of images
   */
  public record Measured(String split, int epoch, Measurement measurement) {}

  public String experiment() {
    return origin.experiment();
  }

  public String cell() {
    return origin.cell();
  }

  public Source source() {
    return origin.source();
  }

  public String method() {
    return origin.at().arm().method();
  }

  public String variant() {
    return origin.at().arm().variant();
  }

  public AxisLabel condition() {
    return origin.at().condition();
  }

  public int seed() {
    return origin.seed();
  }

  public String attacker() {
    return attack.name();
  }

  public String attackerVariant() {
    return attack.variant();
  }

  public String split() {
    return measured.split();
  }

  public int epoch() {
    return measured.epoch();
  }

  public String group() {
    return measured.measurement().group();
  }

  public String metric() {
    return measured.measurement().metric();
  }

  public double value() {
    return measured.measurement().value();
  }

  public double ciLow() {
    return measured.measurement().low();
  }

  public double ciHigh() {
    return measured.measurement().high();
  }

  public int n() {
    return measured.measurement().n();
  }

  /** The same of another attacker, or of none. */
  public ResultRow by(AttackKey other) {
    return new ResultRow(origin, other, measured);
  }

  /** The same network and attacker with another value of the finished model. */
  public ResultRow with(String split, Measurement measurement) {
    return new ResultRow(origin, attack, new Measured(split, 0, measurement));
  }
}
