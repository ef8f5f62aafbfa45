package org.palimpsest.method;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.Trainable;

/**
 * The network g that can see only what single pixels show, with an optimiser of its own, under a name that no other
 * trainable of a learner has.
 */
record BiasOnly(Encoder network) implements Trainable {

  private static final String NAME = "bias-only";
  private static final String PREFIX = "bias_only_";

  /**
   * A new g for the network under study.
   *
   * @param method that needs it
   * @throws IllegalArgumentException if that network has no bias-only form
   */
  static BiasOnly of(Method method, Encoder encoder, Training training) {
    NetworkSpec spec = encoder.spec();
    NetworkSpec biasOnly =
        spec.biasOnly().orElseThrow(
            () ->
                new IllegalArgumentException(
                    "network: expected one with a bias-only form, as %s trains that beside it, was %s (%s): use another"
                            .formatted(method.title(), spec.name(), spec.summary())
                        + " network, such as simple-conv-net, or a method that trains one network alone"));
    return new BiasOnly(biasOnly.create(training.optimiser(), training.seed().derive(NAME)));
  }

  /**
   * One step of g down {@code objective}.
   *
   * @return the terms but their total, each with {@code bias_only_} before its name
   * @throws TrainingDiverged if a term or the gradient is not finite; g has not moved then
   */
  Map<String, Double> descend(Objective objective, Batch batch, double learningRate) {
    try {
      Map<String, Double> terms = new LinkedHashMap<>();
      new ObjectiveLearner(network, objective)
          .update(batch, learningRate)
          .forEach((term, value) -> terms.put(PREFIX + term, value));
      terms.remove(PREFIX + "loss");
      return terms;
    } catch (TrainingDiverged e) {
      throw new TrainingDiverged(PREFIX + e.term(), e.value());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public float[] parameters() {
    return network.parameters();
  }

  @Override
  public void save(Path file) throws IOException {
    network.save(file);
  }

  @Override
  public void restore(Path file) throws IOException {
    network.restore(file);
  }
}
