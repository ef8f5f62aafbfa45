package org.palimpsest.method;

import org.palimpsest.method.Method.Role;
import org.palimpsest.nn.Encoder;

/** Plain training by cross-entropy: the baseline that nothing protects. */
public record Vanilla() implements Method {

  @Override
  public String name() {
    return "vanilla";
  }

  @Override
  public String title() {
    return "Vanilla";
  }

  @Override
  public String citation() {
    return "Baseline of Barbano, Tartaglione & Grangetto, Bridging the gap between debiasing and privacy for deep"
        + " learning, ICCVW 2021";
  }

  @Override
  public Role role() {
    return Role.BASELINE;
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
