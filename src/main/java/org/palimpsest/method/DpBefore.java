package org.palimpsest.method;

import java.util.List;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpMechanism;

/** A descent that is over before another begins. It goes on where its mechanism is, also after a restart. */
record DpBefore(DpDescent descent, BiasedImages images, long steps) {

  /** Takes the steps that are left, each at {@code learningRate}. */
  void finish(double learningRate) {
    while (mechanism().state().nextStep() < steps) {
      step(learningRate);
    }
  }

  /** Takes one step. */
  void step(double learningRate) {
    descent.step(descent.batches().batches(images, 0).iterator().next(), learningRate);
  }

  List<Trainable> trainables() {
    return descent.trainables();
  }

  DpMechanism mechanism() {
    return descent.mechanism();
  }
}
