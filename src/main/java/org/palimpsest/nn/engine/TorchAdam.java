package org.palimpsest.nn.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Adam as PyTorch has it: rate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon). DeepLearning4J's own adds
 * epsilon to the uncorrected root.
 *
 * <p>Source: Kingma and Ba, Adam (ICLR 2015), algorithm 1.
 */
public final class TorchAdam implements IUpdater {

  private static final long serialVersionUID = 1L;

  @JsonProperty private double learningRate;
  @JsonProperty private double beta1;
  @JsonProperty private double beta2;
  @JsonProperty private double epsilon;

  /** For deserialisation. */
  private TorchAdam() {}

  public TorchAdam(double learningRate, double beta1, double beta2, double epsilon) {
    this.learningRate = learningRate;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  double beta1() {
    return beta1;
  }

  double beta2() {
    return beta2;
  }

  double epsilon() {
    return epsilon;
  }

  /** First and second moments. */
  @Override
  public long stateSize(long parameters) {
    return 2 * parameters;
  }

  @Override
  public GradientUpdater<TorchAdam> instantiate(INDArray view, boolean initialise) {
    TorchAdamUpdater updater = new TorchAdamUpdater(this);
    updater.setStateViewArray(view, new long[] {view.length() / 2}, 'c', initialise);
    return updater;
  }

  @Override
  public GradientUpdater<TorchAdam> instantiate(Map<String, INDArray> state, boolean initialise) {
    TorchAdamUpdater updater = new TorchAdamUpdater(this);
    updater.setState(state, initialise);
    return updater;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRate;
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  /** @throws UnsupportedOperationException if a schedule is given: the caller sets the rate before each step */
  @Override
  public void setLrAndSchedule(double learningRate, ISchedule schedule) {
    if (schedule != null) {
      throw new UnsupportedOperationException("schedule: expected none, was " + schedule);
    }
    this.learningRate = learningRate;
  }

  @Override
  public TorchAdam clone() {
    return new TorchAdam(learningRate, beta1, beta2, epsilon);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchAdam that
        && learningRate == that.learningRate
        && beta1 == that.beta1
        && beta2 == that.beta2
        && epsilon == that.epsilon;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(learningRate) + 31 * Double.hashCode(beta1) + 961 * Double.hashCode(beta2);
  }
}
