package org.palimpsest.nn.engine;

import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Gradient descent with momentum as PyTorch has it, without dampening: v = momentum v + g; w = w - rate v. The rate is
 * no part of what is remembered, so that a change of it acts at once on all of v. DeepLearning4J's own is Nesterov's.
 */
public final class TorchSgd extends TorchOptimiser {

  private static final long serialVersionUID = 1L;

  @JsonProperty private double momentum;

  /** For deserialisation. */
  private TorchSgd() {
    super(0);
  }

  public TorchSgd(double learningRate, double momentum) {
    super(learningRate);
    this.momentum = momentum;
  }

  /** The velocity v. */
  @Override
  List<String> memory() {
    return List.of("V");
  }

  @Override
  double[] settings() {
    return new double[] {momentum};
  }

  @Override
  void update(float[] gradient, List<float[]> memories, double learningRate, int step) {
    float[] velocity = memories.get(0);
    float keep = (float) momentum;
    float rate = (float) learningRate;
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = keep * velocity[i] + gradient[i];
      gradient[i] = rate * velocity[i];
    }
  }

  @Override
  public TorchSgd clone() {
    return new TorchSgd(getLearningRate(0, 0), momentum);
  }
}
