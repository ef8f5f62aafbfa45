package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.method.Training;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.random.Seed;
import org.palimpsest.train.TrainSpec.Selection;
import org.palimpsest.train.TrainSpec;
import org.palimpsest.train.Trainer.TrainingListener;
import org.palimpsest.train.Trainer;

/**
 * A classifier of targets that has nothing to do with the network under study: a narrow convolutional network, trained
 * on at most {@value #IMAGES} of the attacker's images, whose private attribute is independent of the target. One
 * serves all methods and correlations of a seed.
 */
record TargetReader(CellSpec spec, CellData data) {

  private static final int IMAGES = 10_000;
  private static final TrainSpec TRAIN = new TrainSpec(12, 32, 2e-3, 8, 0.2, 0, Selection.LAST);

  /** All that decides its parameters. */
  private record Key(
      String digits, Protocol protocol, PoolSizes pools, NetworkSpec network, TrainSpec train, int number, long root) {}

  /** The classifier from its file in {@code folder}, trained first if there is none. */
  Encoder in(Path folder, Consumer<String> progress) throws IOException {
    Images images = data.attackTrain(
            new AttackSource(Mix.balanced(), AttackImages.DISJOINT)).view();
    NetworkSpec network =
        new SimpleConvNet(
            images.height(), images.channels(), List.of(8, 16, 32, 64), 7, Normalisation.BATCH, Bottleneck.RELU,
            images.targetClasses());
    Key key =
        new Key(spec.dataset().name() + spec.fingerprint().orElse(""), spec.protocol(), spec.pools(), network, TRAIN, spec.number(), spec.root());
    Path file = folder.resolve(SpecJson.hash(key));
    Seed seed = new Seed(spec.root()).derive("target reader", Integer.toString(spec.number()));
    Encoder reader = network.create(new OptimiserSpec(TRAIN.weightDecay()), seed.derive("init"));
    if (!Files.exists(file)) {
      trainAlone(reader, images, seed, file, progress);
    }
    reader.restore(file);
    return reader;
  }

  /** Trains it unless another worker, which is waited for, does so. */
  private static void trainAlone(Encoder reader, Images images, Seed seed, Path file, Consumer<String> progress)
      throws IOException {
    Path checkpoints = file.resolveSibling(file.getFileName() + "-training");
    Runnable waits = () -> progress.accept("independent classifier, which another worker trains");
    try (ResultsLock lock = ResultsLock.await(checkpoints, waits)) {
      lock.guard(
          () -> {
            if (!Files.exists(file)) {
              progress.accept("independent classifier");
              train(reader, images, seed, checkpoints);
              reader.save(file);
              CellFolder.deleteTree(checkpoints);
            }
            return file;
          });
    }
  }

  private static void train(Encoder reader, Images images, Seed seed, Path checkpoints) throws IOException {
    int[] first = IntStream.range(0, Math.min(IMAGES, images.size())).toArray();
    Images train =
        new BatchImages(
            images.batch(first, 0, first.length), images.targetClasses(), images.privateClasses());
    Training training =
        new Training(
            train, new OptimiserSpec(TRAIN.weightDecay()), TRAIN.batchSize(), TRAIN.learningRate(),
            seed.derive("method"));
    new Trainer(TRAIN, seed.derive("order"), new TrainingListener() {})
        .train(reader, new Vanilla().learner(reader, training), train, Collections.emptySortedMap(), checkpoints);
  }
}
