package org.palimpsest.method;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;

/** Moves q up the groups' losses, then the encoder down their sum under the new q. */
record GroupDroLearner(GroupDro method, Encoder encoder, Groups groups, GroupWeights weights) implements Learner {

  @Override
  public List<Trainable> trainables() {
    return List.of(encoder, weights);
  }

  /** @throws TrainingDiverged if a term of the loss or the gradient is not finite; nothing has moved then */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Activations activations = encoder.train(batch);
    int privateClasses = groups.privateClasses();
    GroupLosses losses =
        GroupLosses.of(
            activations.logits(),
            batch.targets(),
            batch.privateAttributes(),
            groups.targetClasses(),
            privateClasses);
    double[] next = weights.after(losses.means());
    LossAndGradient at =
        method.objective(next, privateClasses).at(activations, batch.targets(), batch.privateAttributes());
    Map<String, Double> terms = new LinkedHashMap<>(at.terms());
    terms.put("largest_weight", Arrays.stream(next).max().orElseThrow());
    terms.put("empty_cells", (double) groups.empty());
    ObjectiveLearner.requireFinite(terms);
    encoder.backward(null, at.dLogits());
    ObjectiveLearner.requireFinite("gradient_norm", encoder.gradientNorm());
    weights.set(next);
    encoder.step(learningRate);
    return terms;
  }
}
