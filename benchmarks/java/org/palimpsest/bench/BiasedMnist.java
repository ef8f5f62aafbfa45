package org.palimpsest.bench;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.data.Images;
import org.palimpsest.data.digits.ColouredBackground;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.data.digits.LabelledImages;

/** Making the data: drawing 1,000 digits, colouring 10,000 of them, painting a batch of 256. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BiasedMnist {

  private LabelledImages digits;
  private Images coloured;
  private final int[] batch = IntStream.range(0, 256).toArray();

  @Setup
  public void build() {
    digits = new DrawnDigits(10_000, 1, Workload.SEED).train();
    coloured = colour();
  }

  @Benchmark
  public Object draw() {
    return new DrawnDigits(1000, 1, Workload.SEED).train();
  }

  @Benchmark
  public Images colour() {
    return new ColouredBackground().inject(digits, 0.99, Workload.SEED);
  }

  @Benchmark
  public Object paint() {
    return coloured.batch(batch, 0, batch.length);
  }
}
