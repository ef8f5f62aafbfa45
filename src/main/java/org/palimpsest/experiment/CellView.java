package org.palimpsest.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.ModelView.ShadowOutputs;
import org.palimpsest.attack.ModelView;
import org.palimpsest.data.Images;
import org.palimpsest.data.Task.Split;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.metric.Grouping;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;
import org.palimpsest.train.Trainer.TrainingListener;
import org.palimpsest.train.Trainer;

/**
 * A cell's trained network and its images, as attacks on it may see them.
 *
 * @param readers the folder of classifiers that cells share
 * @param shadows the folder of this attack's shadow networks, which are kept there while it lasts: an attack that was
 *     interrupted goes on after the last complete epoch of the last of them
 * @param progress hears what takes long
 */
record CellView(
    Cell cell, CellData data, Encoder encoder, FeatureExtractor features, Path readers, Path shadows,
    Consumer<String> progress)
    implements ModelView {

  @Override
  public Features attackFeatures(AttackSource source) {
    return features.of(data.attackTrain(source)).under(data.alignment());
  }

  @Override
  public Features testFeatures(String split) {
    Split named = data.task().split(split);
    return features.of(data.test(named)).under(data.grouping(named));
  }

  @Override
  public DMatrixRMaj logits(Images images) {
    return logits(encoder, images);
  }

  private DMatrixRMaj logits(Encoder network, Images images) {
    DMatrixRMaj logits = new DMatrixRMaj(images.size(), network.spec().classes());
    new Evaluator(network, batchSize())
        .forEach(
            images,
            (from, activations) ->
                System.arraycopy(
                    activations.logits().data, 0, logits.data, from * logits.numCols,
                    activations.size() * logits.numCols));
    return logits;
  }

  @Override
  public Images members() {
    return data.train();
  }

  @Override
  public Images nonMembers() {
    return data.unseen();
  }

  @Override
  public Optional<Images> conflictingNonMembers() {
    return data.unseenConflicting();
  }

  @Override
  public Images attackTrain(AttackSource source) {
    return data.attackTrain(source).view();
  }

  @Override
  public Grouping alignment() {
    return data.alignment();
  }

  @Override
  public String headline() {
    return data.task().headline();
  }

  @Override
  public Map<String, Images> tests() {
    Map<String, Images> tests = new LinkedHashMap<>();
    for (Split split : data.task().splits()) {
      tests.put(split.name(), data.test(split).view());
    }
    return tests;
  }

  @Override
  public int[] readTargets(Images images) {
    try {
      Encoder reader = new TargetReader(cell.spec(), data).in(readers, progress);
      return new Evaluator(reader, batchSize()).predict(images);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ShadowOutputs shadow(int number, Images train, Images asked) {
    progress.accept("shadow network " + (number + 1));
    CellSpec spec = cell.spec();
    Seed seed = data.stream("shadow", Integer.toString(number));
    OptimiserSpec optimiser = spec.train().optimiserSpec();
    Encoder network = spec.network().create(optimiser, seed.derive("init"));
    if (spec.start() instanceof Start.Weights weights) {
      weights.into(network);
    }
    Path folder = shadows.resolve(Integer.toString(number));
    Training training =
        new Training(train, optimiser, batchSize(), spec.train().learningRate(), spec.train().epochs(),
            seed.derive("method"), seed.derive("cell", cell.id()), Optional.of(folder));
    Learner learner = spec.method().learner(network, training);
    try {
      Encoder trained =
          new Trainer(spec.train(), seed.derive("order"), new TrainingListener() {})
              .train(network, learner, train, data.validation(), folder)
              .encoder();
      return new ShadowOutputs(logits(trained, asked), learner.promise());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int batchSize() {
    return cell.spec().train().batchSize();
  }
}
