package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;

/** A {@link TorchOptimiser} at work. Its memories lie one after the other in the state view. */
final class TorchUpdater implements GradientUpdater<TorchOptimiser> {

  private final TorchOptimiser config;
  private final List<INDArray> views = new ArrayList<>();
  private final List<float[]> memories = new ArrayList<>();
  private float[] gradient;

  TorchUpdater(TorchOptimiser config) {
    this.config = config;
  }

  @Override
  public TorchOptimiser getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialise) {
    allocate(config.memory().stream().map(state::get).toList(), initialise);
  }

  @Override
  public Map<String, INDArray> getState() {
    Map<String, INDArray> state = new LinkedHashMap<>();
    for (int i = 0; i < views.size(); i++) {
      state.put(config.memory().get(i), views.get(i));
    }
    return state;
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialise) {
    INDArray flat = view.reshape(view.length());
    int count = config.memory().size();
    long length = flat.length() / count;
    List<INDArray> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(flat.get(NDArrayIndex.interval(i * length, (i + 1) * length)));
    }
    allocate(parts, initialise);
  }

  private void allocate(List<INDArray> parts, boolean initialise) {
    views.clear();
    memories.clear();
    int length = Math.toIntExact(parts.get(0).length());
    gradient = new float[length];
    for (INDArray part : parts) {
      float[] memory = new float[length];
      views.add(part);
      memories.add(memory);
      if (initialise) {
        Views.write(memory, 0, part);
      }
    }
  }

  @Override
  public void applyUpdater(INDArray gradientView, int iteration, int epoch) {
    Views.read(gradientView, gradient, 0);
    for (int i = 0; i < views.size(); i++) {
      Views.read(views.get(i), memories.get(i), 0);
    }
    config.update(gradient, memories, config.getLearningRate(iteration, epoch), iteration + 1);
    for (int i = 0; i < views.size(); i++) {
      Views.write(memories.get(i), 0, views.get(i));
    }
    Views.write(gradient, 0, gradientView);
  }
}
