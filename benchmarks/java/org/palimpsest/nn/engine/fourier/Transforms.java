package org.palimpsest.nn.engine.fourier;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.palimpsest.bench.EngineBenchmark;
import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.random.Seed;

/**
 * The transforms behind a 7x7 convolution, on one thread: of 32 maps (a register of channels of a few images) there and
 * back, and of one line of as many complex points, a register wide.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Transforms extends EngineBenchmark {

  private static final int IMAGES = PlaneTransform.IMAGES;

  /** Of the maps: transforms of 32, 32 and 64 points for 14, 28 and 56. */
  @Param({"14", "28", "56"})
  public int side;

  private PlaneTransform transform;
  private PlaneTransform.Scratch scratch;
  private Spectrum spectrum;
  private float[] maps;
  private float[] back;
  private Fft line;
  private float[] values;
  private float[] work;
  private float[] result;

  @Setup
  public void build() {
    int points = Fft.lengthFor(side + 3);
    transform = new PlaneTransform(side, side, points, points);
    scratch = transform.new Scratch();
    spectrum = new Spectrum(transform.frequencies(), Lanes.WIDTH, new GrowingArray());
    spectrum.reserve(IMAGES);
    maps = uniform(IMAGES * side * side * Lanes.WIDTH);
    back = new float[maps.length];
    line = Fft.of(points);
    values = uniform(points * Lanes.COMPLEX);
    work = new float[2 * values.length];
    result = new float[values.length];
  }

  private static float[] uniform(int length) {
    float[] values = new float[length];
    Initialisation.uniform(values, 0, length, 1, new Seed(1).generator());
    return values;
  }

  private void read(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    RowKernels.read(maps, (image * side + y) * side * Lanes.WIDTH, Lanes.WIDTH, scratch.line, half, side);
  }

  private void write(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    RowKernels.write(scratch.result, half, back, (image * side + y) * side * Lanes.WIDTH, Lanes.WIDTH, side);
  }

  @Benchmark
  public Object planesForward() {
    transform.forward(this::read, 0, IMAGES, 0, scratch, spectrum);
    return spectrum;
  }

  @Benchmark
  public Object planesInverse() {
    transform.inverse(spectrum, 0, IMAGES, 0, scratch, this::write);
    return back;
  }

  @Benchmark
  public Object oneLine() {
    line.transform(values, 0, Lanes.WIDTH, Lanes.COMPLEX, false, work, result, 0, Lanes.WIDTH);
    return result;
  }
}
