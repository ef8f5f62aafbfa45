package org.palimpsest.nn.engine;

import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adam as PyTorch has it: rate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon). DeepLearning4J's own adds
 * epsilon to the uncorrected root.
 *
 * <p>Source: Kingma and Ba, Adam (ICLR 2015), algorithm 1.
 */
public final class TorchAdam extends TorchOptimiser {

  private static final long serialVersionUID = 1L;

  @JsonProperty private double beta1;
  @JsonProperty private double beta2;
  @JsonProperty private double epsilon;

  /** For deserialisation. */
  private TorchAdam() {
    super(0);
  }

  public TorchAdam(double learningRate, double beta1, double beta2, double epsilon) {
    super(learningRate);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /** First and second moments, m and v. */
  @Override
  List<String> memory() {
    return List.of("M", "V");
  }

  @Override
  double[] settings() {
    return new double[] {beta1, beta2, epsilon};
  }

  @Override
  void update(float[] gradient, List<float[]> memories, double learningRate, int step) {
    float[] first = memories.get(0);
    float[] second = memories.get(1);
    double rate = learningRate / (1 - Math.pow(beta1, step));
    double root = Math.sqrt(1 - Math.pow(beta2, step));
    decay(first, gradient, (float) beta1, (float) (1 - beta1));
    decaySquares(second, gradient, (float) beta2, (float) (1 - beta2));
    change(gradient, first, second, (float) rate, (float) (1 / root), (float) epsilon);
  }

  private static void decay(float[] moment, float[] gradient, float keep, float add) {
    for (int i = 0; i < moment.length; i++) {
      moment[i] = moment[i] * keep + gradient[i] * add;
    }
  }

  private static void decaySquares(float[] moment, float[] gradient, float keep, float add) {
    for (int i = 0; i < moment.length; i++) {
      moment[i] = moment[i] * keep + gradient[i] * gradient[i] * add;
    }
  }

  private static void change(
      float[] change, float[] first, float[] second, float rate, float correction, float epsilon) {
    for (int i = 0; i < change.length; i++) {
      float deviation = (float) Math.sqrt(second[i]) * correction;
      change[i] = rate * first[i] / (deviation + epsilon);
    }
  }

  @Override
  public TorchAdam clone() {
    return new TorchAdam(getLearningRate(0, 0), beta1, beta2, epsilon);
  }
}
