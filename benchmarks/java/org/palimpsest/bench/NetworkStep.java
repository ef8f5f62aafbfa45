package org.palimpsest.bench;

import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.DenseNetTrunk;
import org.palimpsest.nn.ResNetTrunk;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet.Normalisation;
import org.palimpsest.nn.engine.Engine;
import org.palimpsest.nn.engine.Initialisation;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Stack;
import org.palimpsest.nn.engine.Workers;

/**
 * Whole published networks, from images to features, with batch normalisation: a forward pass in evaluation, and a step
 * without optimiser, that is a forward pass in training and the gradients of all parameters.
 */
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC", "-Xmx8g"})
@Warmup(iterations = 2, time = 6)
@Measurement(iterations = 4, time = 6)
public class NetworkStep extends EngineBenchmark {

  /** Network and side of its images. */
  @Param({"resnet-18 64", "resnet-18 112", "resnet-18 224", "densenet-121 112", "densenet-121 224"})
  public String network;

  @Param({"16", "32"})
  public int batch;

  private Workers workers;
  private Stack stack;
  private float[] images;
  private float[] gradients;

  /** The layers of {@code resnet-18 64}, from image to features. */
  static List<LayerSpec> layers(String network) {
    return network.startsWith("resnet-18 ")
        ? ResNetTrunk.layers(3, ResNetTrunk.PUBLISHED_WIDTHS, Normalisation.BATCH, Bottleneck.RELU)
        : DenseNetTrunk.layers(3, 64, 32, DenseNetTrunk.PUBLISHED_BLOCKS, Normalisation.BATCH, Bottleneck.RELU);
  }

  /** The height and width of its images. */
  static int side(String network) {
    return Integer.parseInt(network.split(" ")[1]);
  }

  @Setup
  public void build() {
    Shape image = new Shape(side(network), side(network), 3);
    List<LayerSpec> layers = layers(network);
    Engine.start();
    workers = new Workers(Runtime.getRuntime().availableProcessors());
    stack = new Stack(image, layers, workers);
    float[] drawn = Initialisation.draw(layers, Workload.SEED);
    System.arraycopy(drawn, 0, stack.parameters(), 0, drawn.length);
    images = Workload.batch(batch, image.height(), image.channels()).pixels();
    gradients = new float[batch * stack.output().volume()];
    Initialisation.uniform(gradients, 0, gradients.length, 1, Workload.SEED.derive("gradients").generator());
  }

  @TearDown
  public void end() {
    workers.close();
  }

  @Benchmark
  public Object forward() {
    return stack.forward(images, batch, false);
  }

  @Benchmark
  public Object step() {
    stack.forward(images, batch, true);
    return stack.backward(gradients.clone(), false);
  }
}
