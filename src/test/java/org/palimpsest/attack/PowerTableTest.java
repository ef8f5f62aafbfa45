package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.palimpsest.metric.Interval;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

/**
 * The table of how many rows are enough, in the page for people who come from Python, is what simulation gives: of 128
 * Gaussian columns one is moved by the private value so that the best answer is right so often; three quarters of the
 * rows are for the linear attacker and a quarter for tests. Rewritten with {@code -Dregenerate=true}.
 */
class PowerTableTest {

  private static final Path PAGE = Path.of("src/site/markdown/from-python.md");
  private static final int WIDTH = 128;
  private static final int RUNS = 100;
  private static final List<Integer> ROWS = List.of(400, 1000, 2000, 4000, 10_000);
  private static final List<Integer> BEST = List.of(50, 60, 65, 70, 80, 90);
  private static final double LINE = 0.55;

  /** How many runs of so many end with the finding: of 50 that nothing is read, of others that something is. */
  private static int found(int best, int rows, int runs) {
    double shift = 2 * new NormalDistribution().inverseCumulativeProbability(best / 100.0);
    return (int)
        IntStream.range(0, runs)
            .filter(
                run -> {
                  Seed seed = new Seed(8).derive("power", best + " " + rows).derive(run);
                  Features test = draw(rows / 4, shift, seed.derive("test"));
                  Features train = draw(rows - rows / 4, shift, seed.derive("train"));
                  int[] answers = new LinearAttack().fit(train, seed).predict(test);
                  Interval interval =
                      Proportion.agreement(answers, test.privateAttributes()).clopperPearson(Measurement.LEVEL);
                  return best == 50 ? interval.high() <= LINE : interval.low() > LINE;
                })
            .count();
  }

  private static Features draw(int rows, double shift, Seed seed) {
    RandomGenerator random = seed.generator();
    DMatrixRMaj values = new DMatrixRMaj(rows, WIDTH);
    int[] secrets = IntStream.range(0, rows).map(row -> row % 2).toArray();
    for (int at = 0; at < values.getNumElements(); at++) {
      values.data[at] = random.nextGaussian() + (at % WIDTH == 0 ? shift * secrets[at / WIDTH] : 0);
    }
    return new Features(values, null, new int[rows], secrets, 2);
  }


  @Test
  void thePagesTableIsWhatSimulationGives() throws IOException {
    if (Boolean.getBoolean("regenerate")) {
      String lines =
          BEST.stream()
              .map(best -> "| %d %% | %s |".formatted(best,
                  ROWS.stream().map(rows -> Integer.toString(found(best, rows, RUNS))).collect(Collectors.joining(" | "))))
              .collect(Collectors.joining("\n"));
      String page = Files.readString(PAGE);
      Files.writeString(PAGE, page.replaceFirst("(?s)(\\|---:\\|[-:|]+\\|\n).*?\n\n", "$1" + Matcher.quoteReplacement(lines) + "\n\n"));
    }
    String page = Files.readString(PAGE);
    for (int best : List.of(50, 70)) {
      Matcher row = Pattern.compile("(?m)^\\| %d %% \\| (\\d+) \\| (\\d+) \\|".formatted(best)).matcher(page);
      assertThat(row.find()).as("the row of %d %%", best).isTrue();
      // The first twenty of the hundred runs of the page: they cannot be more than all of them.
      int printed = Integer.parseInt(row.group(2));
      int again = found(best, ROWS.get(1), 20);
      assertThat(again).isBetween(Math.max(0, printed - 80), Math.min(20, printed));
    }
  }
}
