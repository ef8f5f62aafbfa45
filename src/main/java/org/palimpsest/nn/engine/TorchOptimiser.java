package org.palimpsest.nn.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** An optimiser for DeepLearning4J that is a formula on arrays of the Java heap. */
abstract class TorchOptimiser implements IUpdater {

  private static final long serialVersionUID = 1L;

  @JsonProperty private double learningRate;

  TorchOptimiser(double learningRate) {
    this.learningRate = learningRate;
  }

  /** What it remembers of each parameter, by name. */
  abstract List<String> memory();

  /** All hyper-parameters but the rate, which tell it from another of its class. */
  abstract double[] settings();

  /**
   * One step.
   *
   * @param gradient (P); replaced by what is to be subtracted from the parameters
   * @param memories (P) each, in the order of {@link #memory}; brought up to date
   * @param step from 1
   */
  abstract void update(float[] gradient, List<float[]> memories, double learningRate, int step);

  @Override
  public final long stateSize(long parameters) {
    return memory().size() * parameters;
  }

  @Override
  public final GradientUpdater<TorchOptimiser> instantiate(INDArray view, boolean initialise) {
    TorchUpdater updater = new TorchUpdater(this);
    updater.setStateViewArray(view, new long[] {view.length() / memory().size()}, 'c', initialise);
    return updater;
  }

  @Override
  public final GradientUpdater<TorchOptimiser> instantiate(Map<String, INDArray> state, boolean initialise) {
    TorchUpdater updater = new TorchUpdater(this);
    updater.setState(state, initialise);
    return updater;
  }

  @Override
  public final double getLearningRate(int iteration, int epoch) {
    return learningRate;
  }

  @Override
  public final boolean hasLearningRate() {
    return true;
  }

  /** @throws UnsupportedOperationException if a schedule is given: the caller sets the rate before each step */
  @Override
  public final void setLrAndSchedule(double learningRate, ISchedule schedule) {
    if (schedule != null) {
      throw new UnsupportedOperationException("schedule: expected none, was " + schedule);
    }
    this.learningRate = learningRate;
  }

  @Override
  public abstract TorchOptimiser clone();

  @Override
  public final boolean equals(Object other) {
    return other instanceof TorchOptimiser that
        && getClass() == that.getClass()
        && learningRate == that.learningRate
        && Arrays.equals(settings(), that.settings());
  }

  @Override
  public final int hashCode() {
    return 31 * Double.hashCode(learningRate) + Arrays.hashCode(settings());
  }
}
