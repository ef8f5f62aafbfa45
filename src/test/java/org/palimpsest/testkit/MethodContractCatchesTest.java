package org.palimpsest.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.data.Batch;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.method.Objective;
import org.palimpsest.method.ObjectiveLearner;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.Trainable;

/** The checks find what they are there to find. */
class MethodContractCatchesTest {

  private static final AtomicInteger EVER = new AtomicInteger();

  /** Makes a learner out of plain cross-entropy with something wrong. */
  private interface Fault {
    Learner in(Encoder encoder, Training training);
  }

  private record Faulty(String name, String title, Fault fault) implements Method {
    @Override
    public String citation() {
      return "none";
    }

    @Override
    public Learner learner(Encoder encoder, Training training) {
      return fault.in(encoder, training);
    }
  }

  /** Plain training, seen through what a subclass gets wrong. */
  private static class Plain implements Learner {
    final Encoder encoder;
    private final Learner learner;

    Plain(Encoder encoder) {
      this.encoder = encoder;
      this.learner = new ObjectiveLearner(encoder, new CrossEntropy());
    }

    @Override
    public List<Trainable> trainables() {
      return learner.trainables();
    }

    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      return learner.update(batch, learningRate);
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public List<Trainable> trainables() {
                return List.of(encoder, new LinearHead("head", 5, 3, training.optimiser(), training.seed()));
              }
            },
            "head: expected to move in a step"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public List<Trainable> trainables() {
                return List.of();
              }
            },
            "expected trainables"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public Map<String, Double> update(Batch batch, double learningRate) {
                return super.update(batch, 0.1);
              }
            },
            "at rate 0: expected the same bits"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              private int step;

              @Override
              public Map<String, Double> update(Batch batch, double learningRate) {
                return super.update(batch, learningRate / ++step);
              }
            },
            "3 steps after a restart"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public Map<String, Double> update(Batch batch, double learningRate) {
                return super.update(batch, learningRate / (1 + EVER.incrementAndGet()));
              }
            },
            "after 5 steps from the same seed"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public Map<String, Double> update(Batch batch, double learningRate) {
                super.update(batch, learningRate);
                return Map.of("loss", 1.0, "spread", batch.size() == 1 ? Double.NaN : 1.0);
              }
            },
            "a batch of one: spread: expected a finite number, was NaN"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public Map<String, Double> update(Batch batch, double learningRate) {
                super.update(batch, learningRate);
                long different = Arrays.stream(batch.privateAttributes()).distinct().count();
                return Map.of("loss", 1.0, "spread", different == 1 && batch.size() > 1 ? Double.NaN : 1.0);
              }
            },
            "a batch of one private value: spread: expected a finite number, was NaN"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public Map<String, Double> update(Batch batch, double learningRate) {
                super.update(batch, learningRate);
                int least = Arrays.stream(batch.privateAttributes()).min().orElseThrow();
                return Map.of("loss", 1.0, "log", batch.size() == 1 && least > 0 ? Math.log(0) : 1.0);
              }
            },
            "a batch of a group's only image: log: expected a finite number, was -Infinity"),
        Arguments.of(
            (Fault) (encoder, training) -> new Plain(encoder) {
              @Override
              public Map<String, Double> update(Batch batch, double learningRate) {
                Map<String, Double> terms = super.update(batch, learningRate);
                batch.pixels()[0] = 0;
                return terms;
              }
            },
            "pixels of the batch"),
        Arguments.of(
            (Fault) (encoder, training) -> new ObjectiveLearner(encoder, MethodContractCatchesTest::coupled),
            "couplesImages: expected true where an image's gradient"));
  }

  /** Cross-entropy that is weighted by how many images the batch has of the first target. */
  private static LossAndGradient coupled(Activations activations, int[] targets, int[] privateAttributes) {
    LossAndGradient plain = new CrossEntropy().at(activations, targets, privateAttributes);
    double weight = 1 + Arrays.stream(targets).filter(target -> target == 0).count();
    CommonOps_DDRM.scale(weight, plain.dLogits());
    return new LossAndGradient(Map.of("loss", weight * plain.loss()), null, plain.dLogits());
  }

  @ParameterizedTest
  @MethodSource("faults")
  void whatAMethodGetsWrong(Fault fault, String message) {
    assertThatThrownBy(() -> MethodContract.check(new Faulty("faulty", "Faulty", fault)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  /** A table of groups that has as many private values as targets, and a method that takes images to be square. */
  @Test
  void whatIsTakenToBeEqual() {
    Fault table =
        (encoder, training) -> new Plain(encoder) {
          @Override
          public Map<String, Double> update(Batch batch, double learningRate) {
            int classes = encoder.spec().classes();
            int[] seen = new int[classes];
            Arrays.stream(batch.privateAttributes()).forEach(b -> seen[b]++);
            return super.update(batch, learningRate);
          }
        };
    assertThatThrownBy(() -> MethodContract.check(new Faulty("faulty", "Faulty", table)))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class);
    Fault square =
        (encoder, training) -> {
          ContractAssert.that(training.images().height() == training.images().width(), "not square");
          return new Plain(encoder);
        };
    assertThatThrownBy(() -> MethodContract.check(new Faulty("faulty", "Faulty", square))).hasMessage("not square");
  }

  @Test
  void aNameThatNoSpecCouldGive() {
    assertThatThrownBy(() -> MethodContract.check(new Faulty("My Method", "Mine", (e, t) -> new Plain(e))))
        .hasMessage("name: expected lower-case letters, digits and hyphens, was 'My Method'");
  }

  @Test
  void aGradientThatIsOff() {
    Objective objective =
        (at, targets, privateAttributes) -> {
          LossAndGradient base = new CrossEntropy().at(at, targets, privateAttributes);
          base.dLogits().add(0, 1, 1e-4);
          return base;
        };
    assertThatThrownBy(() -> GradientCheck.check(objective)).hasMessageContaining("mixed batch: dLogits[1]: expected ");
  }
}
