package org.palimpsest.nn.engine.fourier;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.bench.EngineBenchmark;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;
import org.palimpsest.random.Seed;

/**
 * Batch normalisation and ReLU by themselves, over the maps behind each convolution of the published network: what
 * they add to the transforms that they ride along with.
 */
@State(Scope.Benchmark)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Sweeps extends EngineBenchmark {

  private static final SimpleConvNet NETWORK = SimpleConvNet.PUBLISHED;

  /** From the images on. */
  @Param({"1", "2", "3", "4"})
  public int layer;

  @Param("256")
  public int batch;

  private Workers workers;
  private FftBlock block;
  private Planes forward;
  private Planes backward;
  private float[] row;
  private float[] moments;

  @Setup
  public void build() {
    int side = NETWORK.imageSize();
    int inputs = layer == 1 ? NETWORK.channels() : NETWORK.widths().get(layer - 2);
    int outputs = NETWORK.widths().get(layer - 1);
    Shape shape = new Shape(side, side, inputs);
    LayerSpec convolution = LayerSpec.Convolution.same(inputs, outputs, NETWORK.kernelSize());
    List<LayerSpec> layers = List.of(convolution, new LayerSpec.BatchNorm(outputs), new LayerSpec.Relu());
    float[] parameters = Initialisation.draw(layers, new Seed(1));
    ChainPlan.Block plan = ChainPlan.of(shape, layers).blocks().get(0);
    int points = Fft.lengthFor(plan.points(side));
    workers = new Workers(Runtime.getRuntime().availableProcessors());
    ChainMemory memory =
        new ChainMemory(workers, new PlaneTransform(side, side, points, points), Math.max(inputs, outputs), NETWORK.kernelSize());
    block = new FftBlock(plan, 0, parameters, new float[parameters.length], memory);
    block.reserve(batch);
    block.reserveGradient(batch);
    row = new float[side * Lanes.WIDTH];
    Initialisation.uniform(row, 0, row.length, 1, new Seed(1).derive("row").generator());
    moments = new float[batch * 2 * block.padded()];
    block.forward(this::read, batch, true);
    forward = new Planes(memory, outputs, this::forward);
    backward = new Planes(memory, outputs, this::backward);
  }

  @TearDown
  public void end() {
    workers.close();
  }

  private void read(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    RowKernels.read(row, 0, Lanes.WIDTH, scratch.line, half, NETWORK.imageSize());
  }

  private void forward(int image, int images, int channel, PlaneTransform.Scratch scratch) {
    int width = NETWORK.imageSize();
    for (int i = image; i < image + images; i++) {
      int at = i * 2 * block.padded() + channel;
      for (int y = 0; y < width; y++) {
        RowKernels.addMoments(scratch.result, 0, width, y * width, moments, at, block.padded());
        block.activation(i, channel, y, scratch, 0);
      }
    }
  }

  private void backward(int image, int images, int channel, PlaneTransform.Scratch scratch) {
    for (int i = image; i < image + images; i++) {
      for (int y = 0; y < NETWORK.imageSize(); y++) {
        block.keepGradient(i, channel, y, scratch, 0);
        block.outputGradient(i, channel, y, scratch, 0);
      }
    }
  }

  /** Moments, then normalisation and activation. */
  @Benchmark
  public Object forward() {
    forward.run(batch);
    return moments;
  }

  /** The activation's slope and the sums behind it, then the gradient of normalisation. */
  @Benchmark
  public Object backward() {
    backward.run(batch);
    return block;
  }
}
