package org.palimpsest.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Images;
import org.palimpsest.method.Learner;
import org.palimpsest.method.TrainingDiverged;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.random.Seed;
import org.palimpsest.train.Checkpoints.Best;
import org.palimpsest.train.Checkpoints.State;

/**
 * The one training loop. Every epoch has batches of its own, drawn from the seed and the epoch's number (every image
 * once, unless the learner wants them otherwise), so a run that is resumed after an epoch continues with the same bits
 * as one that was never interrupted. Which images of a batch are mirrored is drawn from the seed, the epoch and the step.
 */
public final class Trainer {

  private final TrainSpec spec;
  private final Seed seed;
  private final TrainingListener listener;

  /**
   * @param seed of the order of the images, and of flips
   */
  public Trainer(TrainSpec spec, Seed seed, TrainingListener listener) {
    this.spec = spec;
    this.seed = seed;
    this.listener = listener;
  }

  /**
   * Trains until {@link TrainSpec#epochs}, or until the schedule ends it, from the newest checkpoint in {@code folder}
   * if it has one, and writes a checkpoint there after each epoch.
   *
   * <p>A learner that asks for no batches is not trained: nothing is validated or recorded, and the epoch selected
   * is 0.
   *
   * @param encoder the network under study, as new
   * @param learner trains {@code encoder}
   * @param validation images on which target accuracy is measured after each epoch, by the set's name
   * @throws TrainingDiverged if a term of the loss or the gradient is not finite
   * @throws IllegalArgumentException if the selection rule chooses by images that are not among {@code validation}
   */
  public TrainedModel train(
      Encoder encoder, Learner learner, Images images, SortedMap<String, Images> validation, Path folder)
      throws IOException {
    Optional<String> criterion = spec.selection().criterion();
    spec.requireWatched(validation.keySet());
    if (batches(learner).count(images) == 0) {
      return new TrainedModel(encoder, 0, List.of());
    }
    Checkpoints checkpoints = new Checkpoints(folder);
    State state = train(encoder, learner, images, validation, criterion.stream().toList(), checkpoints);
    if (criterion.isEmpty()) {
      return new TrainedModel(encoder, state.epoch(), state.history());
    }
    int epoch = state.best().get(criterion.get()).epoch();
    encoder.restore(checkpoints.model(epoch));
    return new TrainedModel(encoder, epoch, state.history());
  }

  /**
   * Trains likewise, without regard to the selection rule, and keeps several models: the last one, and for each watched
   * set the one of the epoch with the highest target accuracy there, the first of these on a tie.
   *
   * @param watched images on which target accuracy is measured after each epoch, by the set's name
   */
  public KeptModels trainKeepingBest(
      Encoder encoder, Learner learner, Images images, SortedMap<String, Images> watched, Path folder)
      throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder);
    State state = train(encoder, learner, images, watched, watched.keySet(), checkpoints);
    checkpoints.saveModel(state.epoch(), encoder);
    SortedMap<Integer, Path> models = new TreeMap<>();
    models.put(state.epoch(), checkpoints.model(state.epoch()));
    state.best().values().forEach(best -> models.put(best.epoch(), checkpoints.model(best.epoch())));
    return new KeptModels(models, state.history());
  }

  /** Leaves {@code encoder} as it is after the last epoch. */
  private State train(
      Encoder encoder,
      Learner learner,
      Images images,
      SortedMap<String, Images> watched,
      Collection<String> keepBest,
      Checkpoints checkpoints)
      throws IOException {
    State state = checkpoints.restore(learner.trainables()).orElse(State.START);
    listener.resumed(state.epoch());
    List<EpochRecord> history = new ArrayList<>(state.history());
    SortedMap<String, Best> best = new TreeMap<>(state.best());
    for (int epoch = state.epoch() + 1; !spec.ended(history); epoch++) {
      EpochRecord record = epoch(epoch, spec.nextRate(history), encoder, learner, images, watched);
      history.add(record);
      boolean improved = false;
      for (String set : keepBest) {
        double accuracy = record.validation().get(set);
        if (!best.containsKey(set) || accuracy > best.get(set).accuracy()) {
          best.put(set, new Best(epoch, accuracy));
          improved = true;
        }
      }
      if (improved) {
        checkpoints.saveModel(epoch, encoder);
      }
      state = new State(epoch, history, best);
      checkpoints.save(state, learner.trainables());
      listener.epoch(record);
    }
    return state;
  }

  private EpochRecord epoch(
      int epoch,
      double learningRate,
      Encoder encoder,
      Learner learner,
      Images images,
      SortedMap<String, Images> watched) {
    Batches batches = batches(learner);
    int steps = batches.count(images);
    SortedMap<String, Double> sums = new TreeMap<>();
    int step = 0;
    int seen = 0;
    for (Batch drawn : batches.batches(images, epoch - 1)) {
      step++;
      Batch batch = flipped(drawn, epoch, step);
      seen += batch.size();
      for (Map.Entry<String, Double> term : update(learner, batch, learningRate, epoch, step).entrySet()) {
        sums.merge(term.getKey(), term.getValue() * batch.size(), Double::sum);
      }
      listener.step(epoch, step, steps);
    }
    int trained = seen;
    // Batches drawn at random may all have been empty.
    sums.replaceAll((term, sum) -> trained == 0 ? sum : sum / trained);
    SortedMap<String, Double> accuracies = new TreeMap<>();
    watched.forEach((set, those) -> accuracies.put(set, targetAccuracy(encoder, those)));
    SortedMap<String, Double> losses = new TreeMap<>();
    if (spec.watchesLoss()) {
      losses.put(TrainSpec.LOSS_SET, crossEntropy(encoder, watched.get(TrainSpec.LOSS_SET)));
    }
    return new EpochRecord(epoch, learningRate, sums, accuracies, losses);
  }

  private Batch flipped(Batch batch, int epoch, int step) {
    if (spec.flip() == 0) {
      return batch;
    }
    RandomGenerator random = seed.derive("flips").derive(epoch).derive(step).generator();
    boolean[] mirrored = new boolean[batch.size()];
    for (int i = 0; i < mirrored.length; i++) {
      mirrored[i] = random.nextDouble() < spec.flip();
    }
    return batch.mirrored(mirrored);
  }

  /** The mean over images of the target's negative log-probability. */
  private double crossEntropy(Encoder encoder, Images images) {
    double[] sum = {0};
    new Evaluator(encoder, spec.batchSize())
        .forEach(
            images,
            (from, activations) -> {
              DMatrixRMaj logs = LogSoftmax.of(activations.logits());
              for (int i = 0; i < logs.numRows; i++) {
                sum[0] -= logs.get(i, images.target(from + i));
              }
            });
    return sum[0] / images.size();
  }

  private Batches batches(Learner learner) {
    return learner.batches(BatchOrder.shuffled(spec.batchSize(), seed));
  }

  private double targetAccuracy(Encoder encoder, Images images) {
    int[] predicted = new Evaluator(encoder, spec.batchSize()).predict(images);
    int right = 0;
    for (int i = 0; i < predicted.length; i++) {
      right += predicted[i] == images.target(i) ? 1 : 0;
    }
    return (double) right / predicted.length;
  }

  private static Map<String, Double> update(Learner learner, Batch batch, double learningRate, int epoch, int step) {
    try {
      Map<String, Double> terms = learner.update(batch, learningRate);
      TrainingDiverged.unlessFinite(terms);
      return terms;
    } catch (TrainingDiverged e) {
      throw e.at(epoch, step);
    }
  }

  /**
   * A network that has been trained.
   *
   * @param encoder with the parameters of the selected epoch
   * @param selectedEpoch counted from 1; 0 if the network was not trained
   * @param history one record per epoch
   */
  public record TrainedModel(Encoder encoder, int selectedEpoch, List<EpochRecord> history) {

    public TrainedModel {
      history = List.copyOf(history);
    }
  }

  /**
   * A network that was trained without deciding which epoch's model is the one: the models of several epochs.
   *
   * @param models the encoder's file after each epoch that was kept, the last epoch among them
   * @param history one record per epoch
   */
  public record KeptModels(SortedMap<Integer, Path> models, List<EpochRecord> history) {

    public KeptModels {
      models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
      history = List.copyOf(history);
    }
  }

  /** Hears how training goes. What it does must not change the numbers. */
  public interface TrainingListener {

    /** Before the first step, and after what a checkpoint restored: how many epochs are already done. */
    default void resumed(int epochsDone) {}

    /** After a step. Both counts start at 1. */
    default void step(int epoch, int step, int stepsPerEpoch) {}

    /** After an epoch and its checkpoint. */
    default void epoch(EpochRecord record) throws IOException {}
  }

  /**
   * The course of one epoch.
   *
   * @param epoch counted from 1
   * @param learningRate in force during the epoch
   * @param terms the terms of the loss by name, each the mean over the epoch's images while the network changed
   * @param validation target accuracy in [0, 1] after the epoch, by the name of the set of images; empty without any
   * @param losses mean cross-entropy of the target after the epoch, likewise; empty unless the learning rate depends
   *     on it
   */
  public record EpochRecord(
      int epoch,
      double learningRate,
      SortedMap<String, Double> terms,
      SortedMap<String, Double> validation,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, Double> losses) {

    public EpochRecord {
      terms = copy(terms);
      validation = copy(validation);
      losses = losses == null ? new TreeMap<>() : copy(losses);
    }

    /** Of an epoch whose learning rate depends on no loss. */
    public EpochRecord(
        int epoch, double learningRate, SortedMap<String, Double> terms, SortedMap<String, Double> validation) {
      this(epoch, learningRate, terms, validation, new TreeMap<>());
    }

    private static SortedMap<String, Double> copy(Map<String, Double> map) {
      return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
  }
}
