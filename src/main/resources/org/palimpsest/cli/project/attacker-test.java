package mine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceLoader;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.Features;
import org.palimpsest.random.Seed;

/** What every attacker owes: it finds a planted leak, nothing where there is none, and the same with the same seed. */
class {{Type}}Test {

  private static final Seed SEED = new Seed(1);

  /** 300 rows of 4 features, the first of which tells the private value where there is a leak. */
  private static Features features(boolean leak, Seed seed) {
    RandomGenerator random = seed.generator();
    DMatrixRMaj values = new DMatrixRMaj(300, 4);
    int[] targets = new int[300];
    int[] secrets = new int[300];
    for (int row = 0; row < 300; row++) {
      targets[row] = random.nextInt(3);
      secrets[row] = random.nextInt(2);
      for (int d = 0; d < 4; d++) {
        values.set(row, d, random.nextGaussian() + (leak && d == 0 ? 4 * secrets[row] : 0));
      }
    }
    return new Features(values, targets.clone(), targets, secrets, 2);
  }

  private static double accuracy(boolean leak) {
    Features test = features(leak, SEED.derive("test"));
    int[] answers = new {{Type}}().fit(features(leak, SEED.derive("train")), SEED).predict(test);
    int right = 0;
    for (int row = 0; row < answers.length; row++) {
      right += answers[row] == test.privateAttributes()[row] ? 1 : 0;
    }
    return right / 300.0;
  }

  @Test
  void findsAPlantedLeak() {
    assertTrue(accuracy(true) > .9);
  }

  @Test
  void findsNothingWhereThereIsNone() {
    assertTrue(accuracy(false) < .64);
  }

  @Test
  void sameSeedSameAnswers() {
    Features train = features(true, SEED);
    assertArrayEquals(
        new {{Type}}().fit(train, SEED).predict(train), new {{Type}}().fit(train, SEED).predict(train));
  }

  @Test
  void theSuiteFindsIt() {
    assertTrue(ServiceLoader.load(Attacker.class).stream().anyMatch(found -> found.type() == {{Type}}.class));
  }
}
