package org.palimpsest.nn.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Gradient descent with momentum as PyTorch has it, without dampening: v = momentum v + g; w = w - rate v. The rate is
 * no part of what is remembered, so that a change of it acts at once on all of v. DeepLearning4J's own is Nesterov's.
 */
public final class TorchSgd implements IUpdater {

  private static final long serialVersionUID = 1L;

  @JsonProperty private double learningRate;
  @JsonProperty private double momentum;

  /** For deserialisation. */
  private TorchSgd() {}

  public TorchSgd(double learningRate, double momentum) {
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  double momentum() {
    return momentum;
  }

  /** v. */
  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  public GradientUpdater<TorchSgd> instantiate(INDArray view, boolean initialise) {
    TorchSgdUpdater updater = new TorchSgdUpdater(this);
    updater.setStateViewArray(view, new long[] {view.length()}, 'c', initialise);
    return updater;
  }

  @Override
  public GradientUpdater<TorchSgd> instantiate(Map<String, INDArray> state, boolean initialise) {
    TorchSgdUpdater updater = new TorchSgdUpdater(this);
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
  public TorchSgd clone() {
    return new TorchSgd(learningRate, momentum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchSgd that && learningRate == that.learningRate && momentum == that.momentum;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(learningRate) + 31 * Double.hashCode(momentum);
  }
}
