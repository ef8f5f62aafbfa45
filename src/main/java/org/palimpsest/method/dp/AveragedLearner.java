package org.palimpsest.method.dp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.method.Learner;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpStatement;

/**
 * Another learner, of whose encoder everybody else sees moving averages: whatever is validated, measured or saved has
 * them, and training goes on from the {@link RawWeights}. What the other learner promises stays true, as averages are
 * made of what it released.
 */
final class AveragedLearner implements Learner {

  private final Learner learner;
  private final RawWeights weights;

  /**
   * @param learner of {@code encoder}, before its first step
   * @param decay in (0, 1)
   */
  AveragedLearner(Learner learner, Encoder encoder, double decay) {
    this.learner = learner;
    this.weights = new RawWeights(encoder, decay);
  }

  @Override
  public List<Trainable> trainables() {
    List<Trainable> trainables = new ArrayList<>(learner.trainables());
    trainables.add(weights);
    return List.copyOf(trainables);
  }

  @Override
  public Batches batches(Batches shuffled) {
    return learner.batches(shuffled);
  }

  @Override
  public Optional<DpStatement> promise() {
    return learner.promise();
  }

  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    return weights.during(() -> learner.update(batch, learningRate));
  }
}
