package org.palimpsest.method;

import org.palimpsest.data.Mix;
import org.palimpsest.method.Method.Role;
import org.palimpsest.nn.Encoder;

/**
 * A control, the ceiling for the target: cross-entropy on images in which the private attribute is independent of
 * the target, whatever the experiment's condition. It needs data that debiasing does without.
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
  public Mix trainingMix(Mix given) {
    return Mix.balanced();
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
