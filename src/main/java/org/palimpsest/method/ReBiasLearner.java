package org.palimpsest.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;

/** {@link ReBias} at work: on each batch the bias-only network takes a step, then the network under study. */
record ReBiasLearner(Encoder encoder, BiasOnly biasOnly, ReBias method) implements Learner {

  @Override
  public List<Trainable> trainables() {
    return List.of(encoder, biasOnly);
  }

  /**
   * Each network sees the batch in training mode in either step, so running statistics move twice.
   *
   * @throws TrainingDiverged if a term or a gradient is not finite; if it is one of g's no parameter has moved then,
   *     otherwise g's alone
   */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Objective dependent = against(encoder, batch, -method.lambdaInner());
    Map<String, Double> terms = new LinkedHashMap<>(biasOnly.descend(dependent, batch, learningRate));
    Objective independent = against(biasOnly.network(), batch, method.lambdaOuter());
    terms.putAll(new ObjectiveLearner(encoder, independent).update(batch, learningRate));
    return terms;
  }

  private Objective against(Encoder other, Batch batch, double weight) {
    return method.objective(other.train(batch).features(), weight);
  }
}
