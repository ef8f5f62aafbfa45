package org.palimpsest.method;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.PerExampleSink;
import org.palimpsest.nn.Trainable;

/**
 * Training in which every image has a gradient of its own for everything that is trained: what clipping and noise can
 * make private. The gradient is one vector of P values, that of the network under study first.
 */
public interface PerImageModel {

  /**
   * A model that is trained before the first step, likewise, and stays as it is from then on.
   *
   * @param epochs at least 1
   */
  record Before(PerImageModel model, int epochs) {}

  /** Everything that a step changes. */
  List<Trainable> trainables();

  /** The networks that see images, trained or not. */
  List<Encoder> networks();

  /** The number of values of a gradient that each layer has, in their order; together P. */
  List<Integer> sizes();

  /** P. */
  default int parameters() {
    return sizes().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Gives the gradient of each image's own loss, all at the parameters as they are.
   *
   * @param sink takes (count, P), a few images at a time, in the order of the batch
   * @return the mean loss; empty if an output of a network is not finite: nothing was given then
   */
  OptionalDouble gradients(Batch batch, PerExampleSink sink);

  /** One step of every optimiser on a gradient of P values. */
  void step(float[] gradient, double learningRate);

  /** Empty if nothing is. */
  default Optional<Before> before() {
    return Optional.empty();
  }
}
