package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.palimpsest.Failure;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.data.Images;
import org.palimpsest.experiment.Cell.CellState;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;
import org.palimpsest.train.TrainSpec;
import org.palimpsest.train.Trainer.EpochRecord;
import org.palimpsest.train.Trainer.TrainedModel;
import org.palimpsest.train.Trainer.TrainingListener;
import org.palimpsest.train.Trainer;

/**
 * The work on a cell: its network is trained, from the last complete epoch of an earlier attempt if there is one, and
 * measured. A cell whose network is trained is only measured.
 */
final class CellTraining implements CellWork {

  /** Where networks lie that others start from. */
  static final String STARTS = "starts";

  /** Where pictures lie that an attack has reconstructed. */
  static final String PICTURES = "reconstructions";

  private final Tasks tasks;
  private final Path results;
  private final KeptEpochs keep;
  private final MeasurePlan plan;
  private final RunListener listener;

  /**
   * @param results the folder of results, under which cells have theirs
   */
  CellTraining(
      Tasks tasks, Path results, KeptEpochs keep, MeasurePlan plan, RunListener listener) {
    this.tasks = tasks;
    this.results = results;
    this.keep = keep;
    this.plan = plan;
    this.listener = listener;
  }

  /** Where a cell leaves what it has. */
  CellFolder folder(Cell cell) {
    return new CellFolder(results.resolve(keep.folder()), cell, plan.id());
  }

  @Override
  public boolean isFinished(Cell cell) {
    return folder(cell).state() == CellState.FINISHED;
  }

  @Override
  public CellOutcome run(Cell cell) throws IOException {
    try {
      return attempt(cell);
    } catch (Throwable error) {
      return failed(cell, error);
    }
  }

  /** As {@link #run}, but lets failures out. */
  CellOutcome attempt(Cell cell) throws IOException {
    CellFolder folder = folder(cell);
    if (isFinished(cell)) {
      return CellOutcome.skipped(cell);
    }
    try (ResultsLock lock = folder.lock(() -> waits(cell))) {
      return lock.guard(
          () -> isFinished(cell) ? CellOutcome.skipped(cell) : CellOutcome.finished(cell, run(cell, folder)));
    }
  }

  /** Writes a failure down. */
  CellOutcome failed(Cell cell, Throwable error) throws IOException {
    CellFailure.passOnTheEnd(error);
    folder(cell).fail(CellFailure.text(error));
    return CellOutcome.failed(cell, Failure.explain(error));
  }

  @Override
  public CellOutcome giveUp(Cell cell, String why) throws IOException {
    folder(cell).fail(why);
    return CellOutcome.failed(cell, why);
  }

  private void waits(Cell cell) {
    listener.measuring(cell, "waits for another worker, which holds " + cell.id());
  }

  private double run(Cell cell, CellFolder folder) throws IOException {
    CellData data = data(cell);
    if (cell.spec().method() instanceof GivenArm) {
      return measureGiven(cell, folder, data);
    }
    boolean trained = folder.state() == CellState.TRAINED;
    folder.begin(cell);
    listener.started(cell, trained ? cell.spec().train().epochs() : folder.epochsDone());
    SortedMap<String, Double> seconds = folder.seconds();
    Encoder encoder = data.encoder();
    TrainedModel model =
        trained ? keep.read(folder, encoder, cell.spec().train()) : train(cell, folder, data, encoder, seconds, keep);
    Consumer<String> progress = what -> listener.measuring(cell, what);
    measure(cell, folder, model, keep.featureCache(folder, model.selectedEpoch(), progress), progress, "measuring");
    return folder.seconds().values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * Measures a network, keeps the rows in {@code folder} and adds to its seconds.
   *
   * @param stage under which the time it took is kept
   * @throws IllegalArgumentException if something could not be measured; the rest is kept
   */
  void measure(
      Cell cell, CellFolder folder, TrainedModel model, FeatureCache cache, Consumer<String> progress, String stage)
      throws IOException {
    long start = System.nanoTime();
    CellData data = data(cell);
    CellRows rows = new CellRows(cell, data.task().headline(), data.task().privateAttribute().values());
    rows.addTraining(model, folder.promise());
    FeatureExtractor features = new FeatureExtractor(model.encoder(), cell.spec().train().batchSize(), cache);
    CellMeasures measures = new CellMeasures(features, plan.attackers(), data, rows, predictions(cell), progress);
    measures.plain();
    if (cell.spec().dataset().comparesGroups()) {
      progress.accept("fairness");
      rows.attempt("fairness", () -> FairnessMeasures.of(model.encoder(), data).forEach(rows::addHeadline));
    }
    for (ModelAttack attack : plan.modelAttacks()) {
      progress.accept("attack " + attack.name());
      rows.attempt(
          "attack " + attack.name(),
          () -> rows.add(attack(cell, folder, data, features, model.encoder(), attack, progress)));
    }
    plan.erasers().forEach(measures::without);
    SortedMap<String, Double> seconds = folder.seconds();
    seconds.merge(stage, secondsSince(start), Double::sum);
    folder.writeSeconds(seconds);
    folder.measuredBy(MadeBy.here());
    folder.write(rows);
  }

  private Optional<Predictions> predictions(Cell cell) {
    return plan.predictions()
        ? Optional.of(new Predictions(results.resolve("predictions"), cell.id()))
        : Optional.empty();
  }

  /** Measures features that nothing here made. */
  private double measureGiven(Cell cell, CellFolder folder, CellData data) throws IOException {
    long start = System.nanoTime();
    folder.begin(cell);
    listener.started(cell, 0);
    CellRows rows = new CellRows(cell, data.task().headline(), data.task().privateAttribute().values());
    CellMeasures measures =
        new CellMeasures(
            GivenFeatures.of(data), plan.attackers(), data, rows, predictions(cell),
            what -> listener.measuring(cell, what));
    measures.plain();
    plan.erasers().forEach(measures::without);
    SortedMap<String, Double> seconds = folder.seconds();
    seconds.merge("measuring", secondsSince(start), Double::sum);
    folder.writeSeconds(seconds);
    folder.measuredBy(MadeBy.here());
    folder.write(rows);
    return seconds.get("measuring");
  }

  private ModelAttackResult attack(
      Cell cell, CellFolder folder, CellData data, FeatureExtractor features, Encoder encoder, ModelAttack attack,
      Consumer<String> progress) {
    Path shadows = folder.shadows(SpecJson.hash(attack));
    CellView view =
        new CellView(
            cell, data, encoder, features, results.resolve("readers"), shadows,
            what -> progress.accept("attack " + attack.name() + ", " + what));
    ModelAttackResult found = attack.attack(view, data.stream("attack", attack.name()));
    try {
      if (found.pictures().isPresent()) {
        PictureStrip.write(found.pictures().get(), results.resolve(PICTURES), cell.id());
      }
      CellFolder.deleteTree(shadows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private TrainedModel train(
      Cell cell, CellFolder folder, CellData data, Encoder encoder, SortedMap<String, Double> seconds,
      KeptEpochs kept)
      throws IOException {
    TrainSpec train = cell.spec().train();
    if (cell.spec().start() instanceof Start.After after) {
      startFrom(after, encoder);
    } else if (cell.spec().start() instanceof Start.Weights weights) {
      weights.into(encoder);
    }
    data.unbiasedProblem()
        .ifPresent(why -> listener.missing(cell, "no accuracy on unbiased validation images: " + why));
    folder.trainedBy(MadeBy.here());
    Images images = data.train();
    Training training =
        new Training(
            images,
            train.optimiserSpec(),
            train.batchSize(),
            train.learningRate(),
            train.epochs(),
            data.stream("method", cell.spec().method().name()),
            data.stream("cell", cell.id()),
            Optional.of(folder.training()));
    Learner learner = cell.spec().method().learner(encoder, training);
    double before = folder.epochsDone() > 0 ? seconds.getOrDefault("training", 0.0) : 0;
    long start = System.nanoTime();
    TrainingListener hears =
        new TrainingListener() {
          @Override
          public void step(int epoch, int step, int stepsPerEpoch) {
            listener.step(cell, epoch, step, stepsPerEpoch);
          }

          @Override
          public void epoch(EpochRecord record) throws IOException {
            seconds.put("training", before + secondsSince(start));
            folder.writeSeconds(seconds);
            listener.epoch(cell, record);
          }
        };
    Trainer trainer = new Trainer(train, data.stream("batches", "order"), hears);
    TrainedModel model = kept.train(trainer, encoder, learner, images, data, folder);
    learner.promise().ifPresent(promise -> listener.promised(cell, promise.summary()));
    return model;
  }

  /** The network of a cell that others start from, which is trained first if it is not yet. */
  Encoder start(Cell before) throws IOException {
    CellFolder folder = new CellFolder(results.resolve(STARTS), before, plan.id());
    CellData data = data(before);
    Encoder encoder = data.encoder();
    try (ResultsLock lock = folder.lock(() -> waits(before))) {
      lock.guard(
          () -> {
            if (folder.state() == CellState.TRAINED) {
              return folder.readTrained(encoder);
            }
            folder.begin(before);
            listener.started(before, folder.epochsDone());
            return train(before, folder, data, encoder, folder.seconds(), KeptEpochs.SELECTED);
          });
    }
    return encoder;
  }

  /** Gives the encoder the parameters of another cell's network. */
  private void startFrom(Start.After after, Encoder encoder) throws IOException {
    Encoder other = start(new Cell("", after.cell()));
    encoder.parameters(after.keepsHead() ? other.parameters() : withOwnHead(encoder, other));
  }

  /** The other's parameters but for the head, which lies last. */
  private static float[] withOwnHead(Encoder own, Encoder other) {
    float[] parameters = own.parameters();
    float[] trained = other.parameters();
    int body = parameters.length - head(own);
    int trainedBody = trained.length - head(other);
    if (body != trainedBody) {
      throw new IllegalArgumentException(
          "start: expected a network with %d parameters before its head, was one with %d".formatted(body, trainedBody));
    }
    System.arraycopy(trained, 0, parameters, 0, body);
    return parameters;
  }

  private static int head(Encoder encoder) {
    List<Integer> sizes = encoder.layerSizes();
    return sizes.get(sizes.size() - 1);
  }

  private CellData data(Cell cell) {
    return new CellData(tasks.of(cell.spec()), cell.spec());
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
