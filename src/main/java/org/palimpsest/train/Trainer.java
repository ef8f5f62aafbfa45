package org.palimpsest.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.bias.Batch;
import org.palimpsest.bias.BatchOrder;
import org.palimpsest.bias.Batches;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.method.Learner;
import org.palimpsest.method.TrainingDiverged;
import org.palimpsest.nn.Encoder;
import org.palimpsest.random.Seed;
import org.palimpsest.train.Checkpoints.State;

/**
 * The one training loop. Every epoch has batches of its own, drawn from the seed and the epoch's number (every image
 * once, unless the learner wants them otherwise), so a run that is resumed after an epoch continues with the same bits as one that was never
 * interrupted.
 */
public final class Trainer {

  private final TrainSpec spec;
  private final Seed seed;
  private final TrainingListener listener;

  /**
   * @param seed of the order of the images
   */
  public Trainer(TrainSpec spec, Seed seed, TrainingListener listener) {
    this.spec = spec;
    this.seed = seed;
    this.listener = listener;
  }

  /**
   * Trains until {@link TrainSpec#epochs}, from the newest checkpoint in {@code folder} if it has one, and writes
   * a checkpoint there after each epoch.
   *
   * <p>A learner that asks for no batches is not trained: nothing is validated or recorded, and the epoch selected
   * is 0.
   *
   * @param encoder the network under study, as new
   * @param learner trains {@code encoder}
   * @param validation needed if the selection rule validates; recorded after each epoch if present
   * @throws DivergedException if a term of the loss or the gradient is not finite
   * @throws IllegalArgumentException if the selection rule needs validation images and there are none
   */
  public TrainedModel train(
      Encoder encoder, Learner learner, BiasedImages images, Optional<Validation> validation, Path folder)
      throws IOException {
    if (spec.selection().validates() && validation.isEmpty()) {
      throw new IllegalArgumentException(
          "selection: expected last, as there are no validation images, was " + spec.selection());
    }
    if (batches(learner).count(images) == 0) {
      return new TrainedModel(encoder, 0, List.of());
    }
    Checkpoints checkpoints = new Checkpoints(folder);
    State state = checkpoints.restore(learner.trainables()).orElse(State.START);
    listener.resumed(state.epoch());
    List<EpochRecord> history = new ArrayList<>(state.history());
    int bestEpoch = state.bestEpoch();
    double bestAccuracy = state.bestAccuracy();
    for (int epoch = state.epoch() + 1; epoch <= spec.epochs(); epoch++) {
      EpochRecord record = epoch(epoch, encoder, learner, images, validation);
      history.add(record);
      if (spec.selection().validates() && criterion(record) > bestAccuracy) {
        bestEpoch = epoch;
        bestAccuracy = criterion(record);
        checkpoints.saveBest(epoch, encoder);
      }
      checkpoints.save(new State(epoch, history, bestEpoch, bestAccuracy), learner.trainables());
      listener.epoch(record);
    }
    if (!spec.selection().validates()) {
      return new TrainedModel(encoder, spec.epochs(), history);
    }
    checkpoints.restoreBest(bestEpoch, encoder);
    return new TrainedModel(encoder, bestEpoch, history);
  }

  private EpochRecord epoch(
      int epoch, Encoder encoder, Learner learner, BiasedImages images, Optional<Validation> validation) {
    double learningRate = spec.learningRate(epoch);
    Batches batches = batches(learner);
    int steps = batches.count(images);
    SortedMap<String, Double> sums = new TreeMap<>();
    int step = 0;
    int seen = 0;
    for (Batch batch : batches.batches(images, epoch - 1)) {
      step++;
      seen += batch.size();
      for (Map.Entry<String, Double> term : update(learner, batch, learningRate, epoch, step).entrySet()) {
        sums.merge(term.getKey(), term.getValue() * batch.size(), Double::sum);
      }
      listener.step(epoch, step, steps);
    }
    int trained = seen;
    sums.replaceAll((term, sum) -> sum / trained);
    return new EpochRecord(epoch, learningRate, sums, validate(encoder, validation));
  }

  private Batches batches(Learner learner) {
    return learner.batches(BatchOrder.shuffled(spec.batchSize(), seed));
  }

  private SortedMap<String, Double> validate(Encoder encoder, Optional<Validation> validation) {
    SortedMap<String, Double> accuracies = new TreeMap<>();
    validation.ifPresent(
        sets -> {
          accuracies.put(Validation.BIASED, targetAccuracy(encoder, sets.biased()));
          accuracies.put(Validation.UNBIASED, targetAccuracy(encoder, sets.unbiased()));
        });
    return accuracies;
  }

  private double targetAccuracy(Encoder encoder, BiasedImages images) {
    int[] predicted = new Evaluator(encoder, spec.batchSize()).predict(images);
    int right = 0;
    for (int i = 0; i < predicted.length; i++) {
      right += predicted[i] == images.target(i) ? 1 : 0;
    }
    return (double) right / predicted.length;
  }

  private double criterion(EpochRecord record) {
    return record
        .validation()
        .get(spec.selection() == Selection.BEST_VALIDATION_BIASED ? Validation.BIASED : Validation.UNBIASED);
  }

  private static Map<String, Double> update(Learner learner, Batch batch, double learningRate, int epoch, int step) {
    try {
      Map<String, Double> terms = learner.update(batch, learningRate);
      terms.forEach(
          (term, value) -> {
            if (!Double.isFinite(value)) {
              throw new TrainingDiverged(term, value);
            }
          });
      return terms;
    } catch (TrainingDiverged e) {
      throw new DivergedException(epoch, step, e);
    }
  }
}
