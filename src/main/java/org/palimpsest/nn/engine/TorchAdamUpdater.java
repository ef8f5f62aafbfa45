package org.palimpsest.nn.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/** {@link TorchAdam} at work. The state view holds all first moments, then all second ones. */
final class TorchAdamUpdater implements GradientUpdater<TorchAdam> {

  private static final String FIRST = "M";
  private static final String SECOND = "V";

  private final TorchAdam config;
  private INDArray firstView;
  private INDArray secondView;
  private float[] gradient;
  private float[] first;
  private float[] second;

  TorchAdamUpdater(TorchAdam config) {
    this.config = config;
  }

  @Override
  public TorchAdam getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialise) {
    firstView = state.get(FIRST);
    secondView = state.get(SECOND);
    allocate(initialise);
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(FIRST, firstView, SECOND, secondView);
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialise) {
    INDArray flat = view.reshape(view.length());
    long half = flat.length() / 2;
    firstView = flat.get(NDArrayIndex.interval(0, half));
    secondView = flat.get(NDArrayIndex.interval(half, 2 * half));
    allocate(initialise);
  }

  private void allocate(boolean initialise) {
    int length = Math.toIntExact(firstView.length());
    gradient = new float[length];
    first = new float[length];
    second = new float[length];
    if (initialise) {
      Views.write(first, 0, firstView);
      Views.write(second, 0, secondView);
    }
  }

  @Override
  public void applyUpdater(INDArray gradientView, int iteration, int epoch) {
    Views.read(gradientView, gradient, 0);
    Views.read(firstView, first, 0);
    Views.read(secondView, second, 0);
    double step = iteration + 1.0;
    double rate = config.getLearningRate(iteration, epoch) / (1 - Math.pow(config.beta1(), step));
    double root = Math.sqrt(1 - Math.pow(config.beta2(), step));
    decay(first, gradient, (float) config.beta1(), (float) (1 - config.beta1()));
    decaySquares(second, gradient, (float) config.beta2(), (float) (1 - config.beta2()));
    update(gradient, first, second, (float) rate, (float) (1 / root), (float) config.epsilon());
    Views.write(first, 0, firstView);
    Views.write(second, 0, secondView);
    Views.write(gradient, 0, gradientView);
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

  private static void update(
      float[] update, float[] first, float[] second, float rate, float correction, float epsilon) {
    for (int i = 0; i < update.length; i++) {
      float deviation = (float) Math.sqrt(second[i]) * correction;
      update[i] = rate * first[i] / (deviation + epsilon);
    }
  }
}
