package org.palimpsest.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.FeatureRows;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.FittedAttack;
import org.palimpsest.data.features.FeatureFile;
import org.palimpsest.data.features.NpyWriter;
import org.palimpsest.metric.Grouping;
import org.palimpsest.random.Seed;

/**
 * A linear attacker on features of a file, 768 wide: 100,000 rows are kept in memory, a million (3 GB) are read again in
 * every pass. {@code mvn test-compile exec:exec@jmh -Dbench=GivenFeatures}; with {@code -prof gc} it tells memory.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xmx8g", "--add-modules", "jdk.incubator.vector"})
public class GivenFeatures {

  private static final int WIDTH = 768;

  @Param({"100000", "1000000"})
  private int rows;

  private Path file;
  private int[] secrets;

  @Setup(Level.Trial)
  public void write() throws IOException {
    RandomGenerator random = new Seed(1).derive("features").generator();
    file = Files.createTempFile("palimpsest-bench-", ".npy");
    secrets = new int[rows];
    double[] row = new double[WIDTH];
    try (NpyWriter writer = NpyWriter.singles(file, rows, WIDTH)) {
      for (int i = 0; i < rows; i++) {
        secrets[i] = random.nextInt(2);
        for (int d = 0; d < WIDTH; d++) {
          row[d] = random.nextDouble() + (d == 3 ? .2 * secrets[i] : 0);
        }
        writer.row(row, 0);
      }
    }
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    Files.delete(file);
  }

  /** Opening the file: its checksum, and a look at every number. */
  @Benchmark
  public FeatureFile open() {
    return FeatureFile.open(file.toString(), Optional.empty());
  }

  /** The same, and the attacker. */
  @Benchmark
  public FittedAttack linear() {
    FeatureRows values = FeatureRows.of(open(), IntStream.range(0, rows).toArray());
    return new BalancedAttack().fit(new Features(values, null, new int[rows], secrets, 2, Grouping.NONE), new Seed(0));
  }
}
