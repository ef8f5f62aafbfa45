package org.palimpsest.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.privacy.Clipping.FlatClipping;
import org.palimpsest.privacy.accounting.Rdp;
import org.palimpsest.privacy.accounting.SubsampledGaussian;
import org.palimpsest.random.Seed;

class DpMechanismTest {

  private static final int POPULATION = 50;
  private static final double EXPECTED = 4;
  private static final int PARAMETERS = 200;
  private static final Seed SEED = new Seed(17);

  @TempDir private Path folder;

  @Test
  void withoutNoiseItIsTheClippedMean() {
    DpMechanism mechanism = mechanism(0, new SeededNoise(SEED), Ledger.inMemory());
    int[] batch = mechanism.sample();
    float[] gradients = new float[batch.length * PARAMETERS];
    for (int row = 0; row < batch.length; row++) {
      gradients[row * PARAMETERS + row] = 100;
    }
    // In two blocks, as memory might ask for.
    mechanism.accept(1, gradients);
    mechanism.accept(batch.length - 1, Arrays.copyOfRange(gradients, PARAMETERS, gradients.length));
    double[] released = mechanism.release();
    for (int i = 0; i < PARAMETERS; i++) {
      assertThat(released[i]).isEqualTo(i < batch.length ? 0.5 / EXPECTED : 0, within(1e-12));
    }
    assertThat(mechanism.statement(1e-5).pld().epsilon()).isInfinite();
  }

  /** sigma C / L in every coordinate of every step, batches empty or not: a chi-square within four deviations. */
  @Test
  void noiseEnergy() {
    DpMechanism mechanism = mechanism(1.3, new SeededNoise(SEED), Ledger.inMemory());
    int steps = 300;
    double energy = 0;
    for (int step = 0; step < steps; step++) {
      energy += Arrays.stream(zeroStep(mechanism)).map(v -> v * v).sum();
    }
    double degrees = (double) steps * PARAMETERS;
    double unit = Math.pow(1.3 * 0.5 / EXPECTED, 2);
    assertThat(energy / unit).isEqualTo(degrees, within(4 * Math.sqrt(2 * degrees)));
  }

  @Test
  void emptyBatchesAreNoisedAndAccounted() {
    PoissonSampler rare = new PoissonSampler(10, 0.01, SEED);
    DpMechanism mechanism =
        new DpMechanism(rare, new FlatClipping(1), 1, new SeededNoise(SEED), PARAMETERS, Ledger.inMemory());
    for (int step = 0; step < 20; step++) {
      int[] batch = mechanism.sample();
      mechanism.accept(batch.length, new float[batch.length * PARAMETERS]);
      assertThat(mechanism.release()).doesNotContain(0);
    }
    assertThat(mechanism.events()).containsExactly(new SubsampledGaussian(0.001, 1, 20));
  }

  @Test
  void countsExamplesThatAreNotFinite() {
    DpMechanism mechanism = mechanism(0, new SeededNoise(SEED), Ledger.inMemory());
    int[] batch = mechanism.sample();
    float[] gradients = new float[batch.length * PARAMETERS];
    gradients[3] = Float.NaN;
    mechanism.accept(batch.length, gradients);
    assertThat(mechanism.release()).containsOnly(0);
    assertThat(mechanism.nonFiniteExamples()).isOne();
  }

  @Test
  void aResumedRunReleasesTheSame() throws IOException {
    DpMechanism whole = mechanism(1, new SeededNoise(SEED), Ledger.inMemory());
    DpMechanism first = mechanism(1, new SeededNoise(SEED), Ledger.inMemory());
    for (int step = 0; step < 5; step++) {
      assertThat(zeroStep(first)).isEqualTo(zeroStep(whole));
    }
    ObjectMapper mapper = new ObjectMapper();
    DpMechanism.State state = mapper.readValue(mapper.writeValueAsString(first.state()), DpMechanism.State.class);
    assertThat(state).isEqualTo(first.state());
    DpMechanism second = mechanism(1, new SeededNoise(SEED), Ledger.inMemory());
    second.resume(state);
    for (int step = 5; step < 9; step++) {
      assertThat(zeroStep(second)).isEqualTo(zeroStep(whole));
    }
    assertThat(second.state()).isEqualTo(whole.state());
    assertThat(whole.events()).containsExactly(new SubsampledGaussian(0.08, 1, 9));
  }

  @Test
  void aChangedNoiseIsAnotherEvent() {
    DpMechanism first = mechanism(1, new SeededNoise(SEED), Ledger.inMemory());
    zeroStep(first);
    DpMechanism second = mechanism(2, new SeededNoise(SEED), Ledger.inMemory());
    second.resume(first.state());
    zeroStep(second);
    assertThat(second.events())
        .containsExactly(new SubsampledGaussian(0.08, 1, 1), new SubsampledGaussian(0.08, 2, 1));
  }

  /** Seven steps, a checkpoint after three, a crash: repeated steps count once if they release the same. */
  @Test
  void aCrashNeverUndercounts() throws IOException {
    assertThat(stepsAfterCrash(new SeededNoise(SEED), new SeededNoise(SEED), "seeded")).isEqualTo(10);
    assertThat(stepsAfterCrash(new SecureNoise(), new SecureNoise(), "secure")).isEqualTo(14);
  }

  private long stepsAfterCrash(Noise before, Noise after, String name) throws IOException {
    Path file = folder.resolve(name);
    DpMechanism first = mechanism(1, before, new FileLedger(file));
    DpMechanism.State checkpoint = null;
    for (int step = 0; step < 7; step++) {
      checkpoint = step == 3 ? first.state() : checkpoint;
      zeroStep(first);
      assertThat(Long.parseLong(Files.readString(file).strip())).isEqualTo(step + 1);
    }
    DpMechanism second = mechanism(1, after, new FileLedger(file));
    second.resume(checkpoint);
    for (int step = 3; step < 10; step++) {
      zeroStep(second);
      assertThat(second.events().get(0).steps()).isGreaterThanOrEqualTo(7);
    }
    return second.events().get(0).steps();
  }

  @Test
  void aStepIsNotReleasedTwiceOfOneDraw() {
    DpMechanism.State state = mechanism(1, new SecureNoise(), Ledger.inMemory()).state();
    DpMechanism sameDraws =
        new DpMechanism(
            new PoissonSampler(POPULATION, EXPECTED, SEED), new FlatClipping(0.5), 1, new SecureNoise(), PARAMETERS,
            Ledger.inMemory());
    assertThatThrownBy(() -> sameDraws.resume(state))
        .hasMessage("resume: expected sampler and noise both repeatable or neither, was sampler true, noise false");
  }

  @Test
  void theLedgerIsAheadOfWhatIsReleased() throws IOException {
    Path file = folder.resolve("new/ledger");
    FileLedger ledger = new FileLedger(file);
    DpMechanism mechanism = mechanism(1, new SeededNoise(SEED), ledger);
    mechanism.sample();
    assertThat(Files.readString(file)).isEqualTo("1\n");
    assertThat(mechanism.events()).containsExactly(new SubsampledGaussian(0.08, 1, 1));
    assertThat(new FileLedger(file).steps()).isEqualTo(1);
    Files.writeString(file, "many");
    assertThatThrownBy(() -> new FileLedger(file)).hasMessageContaining("expected a number of steps, was 'many'");
  }

  @Test
  void refusesToBeMisused() {
    DpMechanism mechanism = mechanism(1, new SeededNoise(SEED), Ledger.inMemory());
    assertThatThrownBy(mechanism::release).hasMessage("no step is open: sample first");
    int[] batch = mechanism.sample();
    assertThat(batch).isNotEmpty();
    assertThatThrownBy(mechanism::sample).hasMessage("a step is open: release it first");
    assertThatThrownBy(mechanism::state).hasMessage("a step is open: release it first");
    assertThatThrownBy(mechanism::release).hasMessageContaining("expected a gradient for each, was 0");
    assertThatThrownBy(() -> mechanism.accept(1, new float[3])).hasMessageContaining("expected at least 1 x 200");
    assertThatThrownBy(() -> mechanism.accept(POPULATION, new float[POPULATION * PARAMETERS]))
        .hasMessageContaining("expected at most the " + batch.length + " examples");
  }

  @Test
  void theStatementSaysWhatIsPromised() {
    DpMechanism mechanism = mechanism(1.1, new SeededNoise(SEED), Ledger.inMemory());
    for (int step = 0; step < 30; step++) {
      zeroStep(mechanism);
    }
    DpStatement statement = mechanism.statement(1e-5);
    assertThat(statement.rdp().epsilon()).isEqualTo(Rdp.wide().epsilon(mechanism.events(), 1e-5));
    assertThat(statement.pld().epsilon()).isBetween(statement.gdp(), statement.rdp().epsilon());
    assertThat(statement.unamplified()).isGreaterThan(statement.pld().epsilon());
    assertThat(statement.toString())
        .contains("add or remove one example", "Poisson", "flat", "Canonne", "not covered", "upper bound", "seeded");
    assertThat(statement.events()).isEqualTo(List.of(new SubsampledGaussian(0.08, 1.1, 30)));
  }

  private static DpMechanism mechanism(double sigma, Noise noise, Ledger ledger) {
    SamplingSeed source = noise.isRepeatable() ? SamplingSeed.known(SEED) : SamplingSeed.secret();
    PoissonSampler sampler = new PoissonSampler(POPULATION, EXPECTED, source);
    return new DpMechanism(sampler, new FlatClipping(0.5), sigma, noise, PARAMETERS, ledger);
  }

  private static double[] zeroStep(DpMechanism mechanism) {
    int[] batch = mechanism.sample();
    mechanism.accept(batch.length, new float[batch.length * PARAMETERS]);
    return mechanism.release();
  }
}
