package org.palimpsest.method.dp;

import java.util.List;
import org.palimpsest.data.Images;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpMechanism;

/** A descent that is over before another begins. It goes on where its mechanism is, also after a restart. */
public record DpBefore(DpDescent descent, Images images, long steps) {

  /** Takes the steps that are left, each at {@code learningRate}. */
  public void finish(double learningRate) {
    while (mechanism().state().nextStep() < steps) {
      step(learningRate);
    }
  }

  /** Takes one step. */
  public void step(double learningRate) {
    descent.step(descent.batches().batches(images, 0).iterator().next(), learningRate);
  }

  public List<Trainable> trainables() {
    return descent.trainables();
  }

  public DpMechanism mechanism() {
    return descent.mechanism();
  }
}
