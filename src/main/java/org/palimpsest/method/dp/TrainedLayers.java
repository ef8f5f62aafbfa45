package org.palimpsest.method.dp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.palimpsest.data.Batch;
import org.palimpsest.method.PerImageModel;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.PerExampleSink;
import org.palimpsest.nn.Trainable;

/**
 * A model of whose network under study only the last few layers are trained; everything else that it trains is
 * trained whole. What a gradient says of the other layers goes no further than here, and a step leaves them as they
 * were, weight decay or not.
 */
final class TrainedLayers implements PerImageModel {

  private final PerImageModel model;
  private final Encoder encoder;
  private final List<Integer> sizes;
  private final int total;
  private final int frozen;
  private float[] kept = {};

  /**
   * @param encoder the network under study
   * @param last how many of its layers, at least 1
   * @throws IllegalArgumentException if it has fewer
   */
  TrainedLayers(PerImageModel model, Encoder encoder, int last) {
    int layers = encoder.layerSizes().size();
    if (last > layers) {
      throw new IllegalArgumentException(
          "trainedLayers: expected at most the network's %d, was %d".formatted(layers, last));
    }
    this.model = model;
    this.encoder = encoder;
    List<Integer> all = model.sizes();
    this.sizes = all.subList(layers - last, all.size());
    this.total = model.parameters();
    this.frozen = total - parameters();
  }

  @Override
  public List<Trainable> trainables() {
    return model.trainables();
  }

  @Override
  public List<Encoder> networks() {
    return model.networks();
  }

  @Override
  public List<Integer> sizes() {
    return sizes;
  }

  @Override
  public Optional<Before> before() {
    return model.before();
  }

  @Override
  public OptionalDouble gradients(Batch batch, PerExampleSink sink) {
    return model.gradients(batch, (first, count, gradients) -> sink.accept(first, count, trained(count, gradients)));
  }

  private float[] trained(int count, float[] gradients) {
    int length = total - frozen;
    if (kept.length < count * length) {
      kept = new float[count * length];
    }
    for (int example = 0; example < count; example++) {
      System.arraycopy(gradients, example * total + frozen, kept, example * length, length);
    }
    return kept;
  }

  @Override
  public void step(float[] gradient, double learningRate) {
    float[] before = encoder.parameters();
    float[] whole = new float[total];
    System.arraycopy(gradient, 0, whole, frozen, gradient.length);
    model.step(whole, learningRate);
    float[] after = encoder.parameters();
    System.arraycopy(before, 0, after, 0, frozen);
    encoder.parameters(after);
  }
}
