package org.palimpsest.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Images;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Training;
import org.palimpsest.method.TrainingDiverged;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.Trainable;
import org.palimpsest.random.Seed;
import org.palimpsest.train.TrainSpec.Selection;
import org.palimpsest.train.Trainer.EpochRecord;
import org.palimpsest.train.Trainer.TrainedModel;
import org.palimpsest.train.Trainer.TrainingListener;

class TrainerTest {

  private static final Stripes TRAIN = Stripes.of(70, 1);
  private static final SortedMap<String, Images> VALIDATION =
      new TreeMap<>(Map.of("biased", Stripes.of(40, 2), "unbiased", Stripes.of(40, 3)));
  private static final SortedMap<String, Images> NONE = Collections.emptySortedMap();
  private static final Training TRAINING = new Training(TRAIN, new OptimiserSpec(1e-4), 16, 0.05, new Seed(6));
  private static final int EPOCHS = 5;
  private static final int STEPS = 5;

  @TempDir private Path folder;

  @Test
  void learns() throws IOException {
    TrainedModel model = run(spec(Selection.LAST), folder, new TrainingListener() {});
    assertThat(model.selectedEpoch()).isEqualTo(EPOCHS);
    assertThat(model.history()).hasSize(EPOCHS);
    assertThat(model.history().get(EPOCHS - 1).terms().get("loss"))
        .isLessThan(0.7 * model.history().get(0).terms().get("loss"));
    assertThat(model.history().get(EPOCHS - 1).validation().get("biased")).isGreaterThan(0.9);
  }

  @Test
  void keepsTheLastShortBatchAndWeighsItByItsSize() throws IOException {
    List<Integer> sizes = new ArrayList<>();
    Learner learner = learnerThat(batch -> {
      sizes.add(batch.size());
      return Map.of("loss", (double) batch.size());
    });
    TrainedModel model =
        new Trainer(new TrainSpec(1, 16, 1, 1, 1, 0, Selection.LAST), new Seed(5), new TrainingListener() {})
            .train(encoder(), learner, TRAIN, NONE, folder);
    assertThat(sizes).containsExactly(16, 16, 16, 16, 6);
    assertThat(model.history().get(0).terms().get("loss")).isEqualTo((4 * 16 * 16 + 6 * 6) / 70.0);
  }

  private static TrainSpec plateau(int epochs, int patience, double stopBelow) {
    return new TrainSpec(
        epochs, 16, 0.1, 1, 0.1, 0, Selection.LAST, OptimiserSpec.Kind.SGD, 0.9, TrainSpec.Schedule.PLATEAU, patience,
        stopBelow, 0);
  }

  private static TrainSpec flipped(double flip) {
    return new TrainSpec(
        EPOCHS, 16, 0.05, 2, 0.5, 1e-4, Selection.LAST, OptimiserSpec.Kind.ADAM, 0, TrainSpec.Schedule.STEP, 0, 0, flip);
  }

  private List<Batch> batches(TrainSpec spec, int epochsKept) throws IOException {
    List<Batch> batches = new ArrayList<>();
    Learner learner = learnerThat(batch -> {
      batches.add(batch);
      return Map.of("loss", 0.0);
    });
    TrainingListener death = new TrainingListener() {
      @Override
      public void epoch(EpochRecord record) {
        if (record.epoch() == epochsKept) {
          throw new IllegalStateException("killed");
        }
      }
    };
    Path own = folder.resolve("batches %s %d".formatted(spec.flip(), epochsKept));
    if (epochsKept > 0) {
      assertThatThrownBy(() -> new Trainer(spec, new Seed(5), death).train(encoder(), learner, TRAIN, NONE, own))
          .hasMessage("killed");
      batches.clear();
    }
    new Trainer(spec, new Seed(5), new TrainingListener() {}).train(encoder(), learner, TRAIN, NONE, own);
    return batches;
  }

  private static List<EpochRecord> losses(double... losses) {
    List<EpochRecord> history = new ArrayList<>();
    for (double loss : losses) {
      history.add(
          new EpochRecord(
              history.size() + 1, 1, new TreeMap<>(), new TreeMap<>(), new TreeMap<>(Map.of("biased", loss))));
    }
    return history;
  }

  /** The cuts that PyTorch's ReduceLROnPlateau makes: behind more than patience epochs, each counted anew. */
  @Test
  void aPlateauLowersTheRate() {
    TrainSpec spec = plateau(90, 2, 1e-3);
    assertThat(spec.nextRate(List.of())).isEqualTo(0.1);
    assertThat(spec.nextRate(losses(1, 0.9, 0.9, 0.89995))).isEqualTo(0.1);
    assertThat(spec.nextRate(losses(1, 0.9, 0.9, 0.89995, 0.9))).isCloseTo(0.01, within(1e-12));
    assertThat(spec.nextRate(losses(1, 0.9, 0.9, 0.8999, 0.9, 0.9))).isEqualTo(0.1);
    assertThat(spec.nextRate(losses(1, 2, 2, 2, 2, 2))).isCloseTo(0.01, within(1e-12));
    assertThat(spec.nextRate(losses(1, 2, 2, 2, 2, 2, 2))).isCloseTo(0.001, within(1e-12));
    assertThat(spec.ended(losses(1, 2, 2, 2, 2, 2, 2))).isFalse();
    assertThat(spec.ended(losses(1, 2, 2, 2, 2, 2, 2, Double.NaN, 2, 2))).isTrue();
  }

  @Test
  void aPlateauEndsTraining() throws IOException {
    Learner still = learnerThat(batch -> Map.of("loss", 1.0));
    TrainedModel model =
        new Trainer(plateau(9, 1, 0.05), new Seed(5), new TrainingListener() {})
            .train(encoder(), still, TRAIN, VALIDATION, folder);
    assertThat(model.selectedEpoch()).isEqualTo(3);
    assertThat(model.history()).extracting(EpochRecord::learningRate).containsExactly(0.1, 0.1, 0.1);
    assertThat(model.history().get(0).losses().get("biased")).isBetween(0.1, 10.0);
    TrainedModel again =
        new Trainer(plateau(9, 1, 0.05), new Seed(5), new TrainingListener() {})
            .train(encoder(), still, TRAIN, VALIDATION, folder);
    assertThat(again.history()).isEqualTo(model.history());
  }

  @Test
  void aPlateauIsRefused() {
    assertThatThrownBy(() -> plateau(9, 0, 0)).hasMessage("patience: expected at least 1, was 0");
    assertThatThrownBy(() -> plateau(9, 1, 0.1))
        .hasMessage("stopBelow: expected at least 0 and below learningRate, was 0.1");
    assertThatThrownBy(
            () ->
                new Trainer(plateau(9, 1, 0), new Seed(5), new TrainingListener() {})
                    .train(encoder(), learnerThat(batch -> Map.of()), TRAIN, NONE, folder))
        .hasMessage("schedule: expected step, as there are no biased validation images, was plateau");
  }

  @Test
  void everyEpochHasAnOrderOfItsOwn() throws IOException {
    List<Integer> batches = new ArrayList<>();
    Learner learner = learnerThat(batch -> {
      batches.add(Arrays.hashCode(batch.pixels()));
      return Map.of("loss", 0.0);
    });
    new Trainer(new TrainSpec(2, 70, 1, 1, 1, 0, Selection.LAST), new Seed(5), new TrainingListener() {})
        .train(encoder(), learner, TRAIN, NONE, folder);
    assertThat(batches).doesNotHaveDuplicates();
  }

  /** Of 350 images 175 are flipped, give or take 9.4: outside of 130..220, five of these, once in a million seeds. */
  @Test
  void flipsAreDrawnAnewAndLeaveTheOrderAsItIs() throws IOException {
    List<Batch> plain = batches(flipped(0), 0);
    List<Batch> half = batches(flipped(.5), 0);
    List<List<Boolean>> epochs = new ArrayList<>();
    int flips = 0;
    for (int b = 0; b < plain.size(); b++) {
      Batch batch = plain.get(b);
      assertThat(half.get(b).targets()).isEqualTo(batch.targets());
      boolean[] all = new boolean[batch.size()];
      Arrays.fill(all, true);
      Batch mirrored = batch.mirrored(all);
      if (b % STEPS == 0) {
        epochs.add(new ArrayList<>());
      }
      for (int i = 0; i < batch.size(); i++) {
        float[] seen = half.get(b).select(new int[] {i}).pixels();
        boolean flip = Arrays.equals(seen, mirrored.select(new int[] {i}).pixels());
        assertThat(flip || Arrays.equals(seen, batch.select(new int[] {i}).pixels())).isTrue();
        flips += flip ? 1 : 0;
        epochs.get(epochs.size() - 1).add(flip);
      }
    }
    assertThat(flips).isBetween(130, 220);
    assertThat(epochs).doesNotHaveDuplicates();
  }

  @Test
  void aResumedRunFlipsTheSameImages() throws IOException {
    List<float[]> whole = batches(flipped(.3), 0).stream().map(Batch::pixels).toList();
    List<float[]> rest = batches(flipped(.3), 3).stream().map(Batch::pixels).toList();
    assertThat(rest).hasSize(2 * STEPS);
    for (int b = 0; b < rest.size(); b++) {
      assertThat(rest.get(b)).isEqualTo(whole.get(3 * STEPS + b));
    }
  }

  @Test
  void aMirroredBatchSwapsColumnsAndKeepsChannels() {
    float[] pixels = new float[24];
    for (int i = 0; i < 24; i++) {
      pixels[i] = i;
    }
    Batch batch = new Batch(2, 3, 2, pixels, new int[] {0, 1}, new int[] {1, 0});
    float[] first = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    float[] second = {16, 17, 14, 15, 12, 13, 22, 23, 20, 21, 18, 19};
    assertThat(batch.mirrored(new boolean[] {false, true}).select(new int[] {0}).pixels()).isEqualTo(first);
    assertThat(batch.mirrored(new boolean[] {false, true}).select(new int[] {1}).pixels()).isEqualTo(second);
    assertThat(batch.mirrored(new boolean[] {true, true}).mirrored(new boolean[] {true, true}).pixels())
        .isEqualTo(pixels);
    assertThatThrownBy(() -> flipped(1.5)).hasMessage("flip: expected in [0, 1], was 1.5");
  }

  @Test
  void theModelIsThatOfTheSelectedEpoch() throws IOException {
    Encoder encoder = encoder();
    TrainSpec wild = new TrainSpec(EPOCHS, 16, 2, 1, 1, 0, Selection.BEST_VALIDATION_UNBIASED);
    TrainedModel best =
        new Trainer(wild, new Seed(5), new TrainingListener() {})
            .train(encoder, vanilla(encoder), TRAIN, VALIDATION, folder.resolve("best"));
    assertThat(best.selectedEpoch()).isLessThan(EPOCHS);
    Encoder other = encoder();
    TrainSpec shorter = new TrainSpec(best.selectedEpoch(), 16, 2, 1, 1, 0, Selection.LAST);
    new Trainer(shorter, new Seed(5), new TrainingListener() {})
        .train(other, vanilla(other), TRAIN, NONE, folder.resolve("last"));
    assertThat(best.encoder().parameters()).isEqualTo(other.parameters());
  }

  /** Ends the run in every way a kill can: before an epoch's checkpoint, in mid-epoch, after the checkpoint. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, STEPS, STEPS + 1, 3 * STEPS, 4 * STEPS + 2})
  void aResumedRunEqualsAnUninterruptedOne(int stepOfDeath) throws IOException {
    for (Selection selection : Selection.values()) {
      Path whole = folder.resolve("whole " + selection);
      Path broken = folder.resolve("broken " + selection);
      TrainedModel expected = run(spec(selection), whole, new TrainingListener() {});
      int[] steps = {0};
      TrainingListener death = new TrainingListener() {
        @Override
        public void step(int epoch, int step, int stepsPerEpoch) {
          if (++steps[0] == stepOfDeath) {
            throw new IllegalStateException("killed");
          }
        }
      };
      assertThatThrownBy(() -> run(spec(selection), broken, death)).hasMessage("killed");
      TrainedModel resumed = run(spec(selection), broken, new TrainingListener() {});
      assertThat(resumed.history()).isEqualTo(expected.history());
      assertThat(resumed.selectedEpoch()).isEqualTo(expected.selectedEpoch());
      assertThat(resumed.encoder().parameters()).isEqualTo(expected.encoder().parameters());
    }
  }

  @Test
  void resumesAfterTheLastCompleteEpoch() throws IOException {
    TrainingListener death = new TrainingListener() {
      @Override
      public void epoch(EpochRecord record) {
        if (record.epoch() == 3) {
          throw new IllegalStateException("killed");
        }
      }
    };
    assertThatThrownBy(() -> run(spec(Selection.LAST), folder, death)).hasMessage("killed");
    List<Integer> done = new ArrayList<>();
    run(spec(Selection.LAST), folder, new TrainingListener() {
      @Override
      public void resumed(int epochsDone) {
        done.add(epochsDone);
      }

      @Override
      public void epoch(EpochRecord record) {
        done.add(record.epoch());
      }
    });
    assertThat(done).containsExactly(3, 4, 5);
  }

  @Test
  void leavesOneCheckpointAndOneBestModel() throws IOException {
    run(spec(Selection.BEST_VALIDATION_UNBIASED), folder, new TrainingListener() {});
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString().replaceAll("\\d", "")).toList())
          .containsExactlyInAnyOrder("epoch-", "best-");
    }
  }

  @Test
  void aHalfWrittenCheckpointIsNotUsed() throws IOException {
    Files.createDirectories(folder.resolve("partial"));
    Files.writeString(folder.resolve("partial/encoder"), "cut off");
    TrainedModel model = run(spec(Selection.LAST), folder, new TrainingListener() {});
    assertThat(model.history()).hasSize(EPOCHS);
  }

  @ParameterizedTest
  @EnumSource(value = Selection.class, names = "LAST", mode = EnumSource.Mode.EXCLUDE)
  void keepsTheFirstOfTheBestEpochs(Selection selection) throws IOException {
    TrainedModel model = run(spec(selection), folder, new TrainingListener() {});
    String set = selection == Selection.BEST_VALIDATION_BIASED ? "biased" : "unbiased";
    double selected = model.history().get(model.selectedEpoch() - 1).validation().get(set);
    for (EpochRecord record : model.history()) {
      assertThat(record.validation().get(set)).isLessThanOrEqualTo(selected);
      if (record.epoch() < model.selectedEpoch()) {
        assertThat(record.validation().get(set)).isLessThan(selected);
      }
    }
  }

  @Test
  void selectionNeedsValidationImages() {
    Trainer trainer = new Trainer(spec(Selection.BEST_VALIDATION_BIASED), new Seed(5), new TrainingListener() {});
    assertThatThrownBy(
            () -> trainer.train(encoder(), vanilla(encoder()), TRAIN, NONE, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("selection: expected last, as there are no biased validation images, was BEST_VALIDATION_BIASED");
    SortedMap<String, Images> other = new TreeMap<>(Map.of("unbiased", Stripes.of(40, 3)));
    assertThatThrownBy(() -> trainer.train(encoder(), vanilla(encoder()), TRAIN, other, folder))
        .hasMessageContaining("there are no biased validation images");
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunAndKeepsTheCheckpoint() throws IOException {
    int[] updates = {0};
    Learner learner =
        learnerThat(batch -> Map.of("loss", ++updates[0] == STEPS + 2 ? Double.NaN : 1.0));
    Trainer trainer = new Trainer(spec(Selection.LAST), new Seed(5), new TrainingListener() {});
    assertThatThrownBy(() -> trainer.train(encoder(), learner, TRAIN, NONE, folder))
        .isInstanceOf(TrainingDiverged.class)
        .hasMessage("epoch 2, step 2: training diverged: loss: expected a finite number, was NaN");
    assertThat(folder.resolve("epoch-0001")).isDirectory();
  }

  private interface Update {
    Map<String, Double> of(Batch batch);
  }

  private static Learner learnerThat(Update update) {
    return new Learner() {
      @Override
      public List<Trainable> trainables() {
        return List.of();
      }

      @Override
      public Map<String, Double> update(Batch batch, double learningRate) {
        return update.of(batch);
      }
    };
  }

  private static TrainSpec spec(Selection selection) {
    return new TrainSpec(EPOCHS, 16, 0.05, 2, 0.5, 1e-4, selection);
  }

  private static Encoder encoder() {
    return new LinearEncoder.Spec(12, 3).create(OptimiserSpec.sgd(0.9, 1e-4), new Seed(4));
  }

  private static Learner vanilla(Encoder encoder) {
    return new Vanilla().learner(encoder, TRAINING);
  }

  private static TrainedModel run(TrainSpec spec, Path folder, TrainingListener listener) throws IOException {
    Encoder encoder = encoder();
    return new Trainer(spec, new Seed(5), listener)
        .train(encoder, vanilla(encoder), TRAIN, VALIDATION, folder);
  }
}
