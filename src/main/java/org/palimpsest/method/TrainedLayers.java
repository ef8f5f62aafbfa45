package org.palimpsest.method;

import java.util.List;
import java.util.Optional;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.PerExampleSink;

/**
 * The layers of a network that are trained: all, or the last few. What a gradient says of the others goes no further
 * than here, and a step leaves them as they were, weight decay or not.
 */
final class TrainedLayers {

  private final Encoder encoder;
  private final Optional<Integer> last;
  private final int total;
  private final int frozen;
  private float[] kept = {};

  /**
   * @param last how many, at least 1; all if empty
   * @throws IllegalArgumentException if the network has fewer
   */
  TrainedLayers(Encoder encoder, Optional<Integer> last) {
    this.encoder = encoder;
    this.last = last;
    this.total = encoder.parameters().length;
    if (last.isPresent() && last.get() > encoder.layerSizes().size()) {
      throw new IllegalArgumentException(
          "trainedLayers: expected at most the network's %d, was %d"
              .formatted(encoder.layerSizes().size(), last.get()));
    }
    this.frozen = last.isEmpty() ? 0 : total - sizes().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many parameters are trained. */
  int parameters() {
    return total - frozen;
  }

  /** How many of them each layer has. */
  List<Integer> sizes() {
    List<Integer> all = encoder.layerSizes();
    return all.subList(all.size() - last.orElse(all.size()), all.size());
  }

  /** Takes gradients of the whole network and passes on those of what is trained, of {@link #parameters()} each. */
  PerExampleSink before(PerExampleSink next) {
    return frozen == 0 ? next : (first, count, gradients) -> next.accept(first, count, trained(count, gradients));
  }

  private float[] trained(int count, float[] gradients) {
    if (kept.length < count * parameters()) {
      kept = new float[count * parameters()];
    }
    for (int example = 0; example < count; example++) {
      System.arraycopy(gradients, example * total + frozen, kept, example * parameters(), parameters());
    }
    return kept;
  }

  /** One step on a gradient of what is trained, of {@link #parameters()} values. */
  void step(float[] gradient, double learningRate) {
    if (frozen == 0) {
      encoder.gradient(gradient);
      encoder.step(learningRate);
      return;
    }
    float[] before = encoder.parameters();
    float[] whole = new float[total];
    System.arraycopy(gradient, 0, whole, frozen, gradient.length);
    encoder.gradient(whole);
    encoder.step(learningRate);
    float[] after = encoder.parameters();
    System.arraycopy(before, 0, after, 0, frozen);
    encoder.parameters(after);
  }
}
