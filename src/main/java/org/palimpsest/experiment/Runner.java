package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.data.Images;
import org.palimpsest.data.digits.BiasInjector;
import org.palimpsest.data.digits.DigitFiles;
import org.palimpsest.data.digits.Pools;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.method.TrainingDiverged;
import org.palimpsest.nn.Encoder;
import org.palimpsest.random.Seed;
import org.palimpsest.train.EpochRecord;
import org.palimpsest.train.TrainedModel;
import org.palimpsest.train.Trainer;
import org.palimpsest.train.TrainingListener;

/**
 * Runs an experiment's cells one after the other. What an earlier run left in the folder is used: finished cells are
 * not run again, interrupted ones go on after their last complete epoch, and a cell whose network is trained is only
 * measured. After each cell the results in the folder are brought up to date.
 */
public final class Runner {

  private final ExperimentSpec spec;
  private final DigitFiles dataset;
  private final ResultsFolder results;
  private final RunListener listener;
  private final KeptEpochs keep;
  private final BiasInjector bias;
  private final MeasurePlan measuring;

  /**
   * @param folder of the results; made if it is not there
   */
  public Runner(ExperimentSpec spec, DigitFiles dataset, Path folder, RunListener listener) {
    this(spec, dataset, folder, listener, KeptEpochs.SELECTED);
  }

  Runner(ExperimentSpec spec, DigitFiles dataset, Path folder, RunListener listener, KeptEpochs keep) {
    this.spec = spec;
    this.dataset = dataset;
    this.bias = Digits.bias(dataset.name());
    this.listener = listener;
    this.keep = keep;
    this.measuring = MeasurePlan.of(spec);
    this.results =
        new ResultsFolder(
            folder,
            spec,
            dataset.name(),
            spec.grid(dataset.name()),
            cell -> new CellFolder(folder.resolve(keep.folder()), cell, measuring.id()));
  }

  ResultsFolder results() {
    return results;
  }

  /**
   * A cell and how far it has come.
   *
   * @param epochsDone complete epochs
   */
  public record Planned(Cell cell, CellState state, int epochsDone) {

    /** Whether nothing is left to do. */
    public boolean finished() {
      return state == CellState.FINISHED;
    }
  }

  /** The grid, and what is left to do. */
  public List<Planned> plan() {
    List<Planned> plan = new ArrayList<>();
    for (Cell cell : results.cells()) {
      CellFolder folder = results.cell(cell);
      CellState state = folder.state();
      boolean trained = state == CellState.TRAINED || state == CellState.FINISHED;
      plan.add(new Planned(cell, state, trained ? spec.train().epochs() : folder.epochsDone()));
    }
    return plan;
  }

  /** What came of a run: the number of cells of each fate. */
  public record Outcome(int skipped, int finished, int failed) {}

  /**
   * Runs whatever is left to do.
   *
   * @param provenance of this run; the data's is added to it
   * @param fresh whether to throw away what earlier runs left of these cells
   * @throws IOException if the folder cannot be written or another run is using it
   * @throws IllegalArgumentException if the spec does not fit the data
   */
  public Outcome run(Provenance provenance, boolean fresh) throws IOException {
    return run(provenance, fresh, pools -> 0);
  }

  /** What is done with the finished grid while the folder is still locked; returns how much of it failed. */
  interface Afterwards {
    int with(Pools pools) throws IOException;
  }

  Outcome run(Provenance provenance, boolean fresh, Afterwards afterwards) throws IOException {
    try (ResultsLock lock = ResultsLock.of(results.folder())) {
      keep.refuseOthers(results.folder());
      Pools pools = spec.protocol().pools(dataset, spec.pools(), new Seed(spec.seed()).derive("pools"));
      provenance.data(dataset, pools);
      if (fresh) {
        for (Cell cell : results.cells()) {
          results.cell(cell).deleteAll();
        }
      }
      results.write(provenance);
      int skipped = 0;
      int finished = 0;
      int failed = 0;
      for (Cell cell : results.cells()) {
        CellFolder folder = results.cell(cell);
        if (folder.state() == CellState.FINISHED) {
          skipped++;
          listener.skipped(cell);
          continue;
        }
        try {
          double seconds = run(cell, folder, new CellData(pools, bias, cell.spec()));
          finished++;
          listener.finished(cell, seconds);
        } catch (TrainingDiverged | IllegalArgumentException e) {
          folder.fail(e.getMessage());
          failed++;
          listener.failed(cell, e.getMessage());
        }
        results.write(provenance);
      }
      return new Outcome(skipped, finished, failed + afterwards.with(pools));
    }
  }

  private double run(Cell cell, CellFolder folder, CellData data) throws IOException {
    boolean trained = folder.state() == CellState.TRAINED;
    folder.begin(cell);
    listener.started(cell, trained ? spec.train().epochs() : folder.epochsDone());
    SortedMap<String, Double> seconds = folder.seconds();
    Encoder encoder = data.encoder();
    TrainedModel model =
        trained ? keep.read(folder, encoder, spec.train()) : train(cell, folder, data, encoder, seconds);
    long start = System.nanoTime();
    Consumer<String> progress = what -> listener.measuring(cell, what);
    CellRows rows = new CellRows(cell);
    rows.addTraining(model, folder.promise());
    FeatureCache cache = keep.featureCache(folder, model.selectedEpoch(), progress);
    CellFeatures features =
        new CellFeatures(data, new FeatureExtractor(model.encoder(), cell.spec().train().batchSize(), cache));
    CellMeasures measures = new CellMeasures(model.encoder(), measuring.attackers(), features, rows, progress);
    measures.plain();
    for (ModelAttack attack : measuring.modelAttacks()) {
      progress.accept("attack " + attack.name());
      rows.attempt("attack " + attack.name(), () -> rows.add(attack(cell, folder, features, model.encoder(), attack)));
    }
    measuring.erasers().forEach(measures::without);
    seconds.put("measuring", secondsSince(start));
    folder.writeSeconds(seconds);
    folder.write(rows);
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private ModelAttackResult attack(
      Cell cell, CellFolder folder, CellFeatures features, Encoder encoder, ModelAttack attack) {
    Path shadows = folder.shadows(SpecJson.hash(attack));
    CellView view =
        new CellView(
            cell, features.data(), encoder, features, results.folder().resolve("readers"), shadows,
            what -> listener.measuring(cell, "attack " + attack.name() + ", " + what));
    ModelAttackResult found = attack.attack(view, features.data().stream("attack", attack.name()));
    try {
      if (found.pictures().isPresent()) {
        PictureStrip.write(found.pictures().get(), results.folder().resolve("reconstructions"), cell.id());
      }
      CellFolder.deleteTree(shadows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private TrainedModel train(
      Cell cell, CellFolder folder, CellData data, Encoder encoder, SortedMap<String, Double> seconds)
      throws IOException {
    Images images = data.train();
    Training training =
        new Training(
            images,
            spec.train().optimiserSpec(),
            spec.train().batchSize(),
            spec.train().learningRate(),
            spec.train().epochs(),
            data.stream("method", cell.spec().method().name()),
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
    Trainer trainer = new Trainer(spec.train(), data.stream("batches", "order"), hears);
    TrainedModel model = keep.train(trainer, encoder, learner, images, data, folder);
    learner.promise().ifPresent(promise -> listener.promised(cell, promise.summary()));
    return model;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
