package org.palimpsest.nn.engine;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** {@link TorchSgd} at work. The state view holds v. */
final class TorchSgdUpdater implements GradientUpdater<TorchSgd> {

  private static final String VELOCITY = "V";

  private final TorchSgd config;
  private INDArray view;
  private float[] gradient;
  private float[] velocity;

  TorchSgdUpdater(TorchSgd config) {
    this.config = config;
  }

  @Override
  public TorchSgd getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialise) {
    view = state.get(VELOCITY);
    allocate(initialise);
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(VELOCITY, view);
  }

  @Override
  public void setStateViewArray(INDArray all, long[] shape, char order, boolean initialise) {
    view = all.reshape(all.length());
    allocate(initialise);
  }

  private void allocate(boolean initialise) {
    int length = Math.toIntExact(view.length());
    gradient = new float[length];
    velocity = new float[length];
    if (initialise) {
      Views.write(velocity, 0, view);
    }
  }

  @Override
  public void applyUpdater(INDArray gradientView, int iteration, int epoch) {
    Views.read(gradientView, gradient, 0);
    Views.read(view, velocity, 0);
    float momentum = (float) config.momentum();
    float rate = (float) config.getLearningRate(iteration, epoch);
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = momentum * velocity[i] + gradient[i];
      gradient[i] = rate * velocity[i];
    }
    Views.write(velocity, 0, view);
    Views.write(gradient, 0, gradientView);
  }
}
