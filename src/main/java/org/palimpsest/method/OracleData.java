package org.palimpsest.method;

import org.palimpsest.nn.Encoder;

/**
 * A control, the ceiling for the target: cross-entropy on the same images, coloured so that the private attribute is
 * independent of the target (rho = 1 / C), whatever the experiment's rho. It needs data that debiasing does
 * without.
 */
public record OracleData() implements Method {

  @Override
  public String name() {
    return "oracle-data";
  }

  @Override
  public String title() {
    return "Oracle data";
  }

  @Override
  public String citation() {
    return "Control: cross-entropy on images whose private attribute is independent of the target";
  }

  @Override
  public Role role() {
    return Role.CONTROL;
  }

  @Override
  public double trainingRho(double rho, int classes) {
    return 1.0 / classes;
  }

  @Override
  public boolean looksAhead() {
    return false;
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new ObjectiveLearner(encoder, new CrossEntropy());
  }
}
