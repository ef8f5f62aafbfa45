package org.palimpsest.nn.engine.fourier;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.LayerSpec;
import org.palimpsest.nn.engine.Operator;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * A run of 'same' convolutions, each with its batch normalisation and activation, and the global average after the
 * last, computed in one piece by Fourier transforms ({@link FftBlock}, {@link PlaneTransform},
 * {@link ComplexProducts}).
 *
 * <p>Relative to direct convolution in double precision, outputs and gradients are off by a few 1e-7 (Euclidean
 * norms). Results do not depend on the number of threads. After the largest batch has been seen, nothing is
 * allocated. The gradient is that of the latest forward pass, which must have been one in training mode.
 *
 * <p>Deviation: a transform sums over the whole map, so it overflows where direct convolution, which sums over a
 * kernel, need not, and an Inf or NaN reaches outputs that lie beyond the kernel. Where direct convolution gives Inf or
 * NaN, this gives one of the two as well, not always the same; never a finite number. Without batch normalisation, no
 * image's values reach another image.
 */
public final class FftChain implements Operator {

  private final Shape input;
  private final Shape output;
  private final ChainPlan plan;
  private final ChainMemory memory;
  private final List<FftBlock> blocks = new ArrayList<>();
  private final List<PlaneTransform.Source> sources = new ArrayList<>();
  private final List<PlaneTransform.Source> outputGradients = new ArrayList<>();
  private final List<PlaneTransform.Sink> inputGradients = new ArrayList<>();
  private final List<PlaneTransform.Source> exampleSources;
  private final List<PlaneTransform.Source> exampleOutputGradients;
  private final ChainEnding ending;
  private final int largestBatch;
  private final GrowingArray dx = new GrowingArray();

  private float[] x;
  private int reserved;
  private int batch;
  private boolean trained;
  private int firstExample;

  /**
   * @param layers exactly one run: {@link ChainPlan#of}
   * @param parameters flattened, the chain's from {@code offset} on in the order of its layers
   * @param gradients as {@code parameters}
   */
  public FftChain(
      Shape input, List<LayerSpec> layers, float[] parameters, float[] gradients, int offset, Workers workers) {
    this.input = input;
    plan = ChainPlan.of(input, layers);
    Shape shape = input;
    for (LayerSpec layer : layers) {
      shape = layer.output(shape);
    }
    output = shape;
    memory = new ChainMemory(workers, transform(plan, input), plan.widest(), plan.largestKernel());
    for (ChainPlan.Block block : plan.blocks()) {
      blocks.add(new FftBlock(block, offset + block.offset(), parameters, gradients, memory));
    }
    FftBlock last = blocks.get(blocks.size() - 1);
    ending = plan.pooled() ? new PooledEnding(last, memory) : new MapsEnding(last, memory);
    connect();
    exampleSources = sources.stream().map(this::fromFirstExample).toList();
    exampleOutputGradients = outputGradients.stream().map(this::fromFirstExample).toList();
    int byBlocks = blocks.stream().mapToInt(FftBlock::largestBatch).min().orElseThrow();
    largestBatch = Math.min(byBlocks, Integer.MAX_VALUE / input.volume());
  }

  private static PlaneTransform transform(ChainPlan plan, Shape input) {
    int rows = 0;
    int columns = 0;
    for (ChainPlan.Block block : plan.blocks()) {
      rows = Math.max(rows, Fft.lengthFor(block.points(input.height())));
      columns = Math.max(columns, Fft.lengthFor(block.points(input.width())));
    }
    return new PlaneTransform(input.height(), input.width(), rows, columns);
  }

  private void connect() {
    sources.add(this::readInput);
    inputGradients.add(this::writeInputGradient);
    for (FftBlock block : blocks.subList(0, blocks.size() - 1)) {
      sources.add(block::activation);
      inputGradients.add(block::keepGradient);
      outputGradients.add(block::outputGradient);
    }
    outputGradients.add(ending::outputGradient);
  }

  private PlaneTransform.Source fromFirstExample(PlaneTransform.Source source) {
    return (image, channel, y, scratch, half) -> source.read(firstExample + image, channel, y, scratch, half);
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public Shape output() {
    return output;
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    if (batch < 1 || batch > largestBatch) {
      throw new IllegalArgumentException("batch: expected 1..%d, was %d".formatted(largestBatch, batch));
    }
    if (x.length < batch * (long) input.volume()) {
      throw new IllegalArgumentException(
          "x: expected at least %d values, was %d".formatted(batch * (long) input.volume(), x.length));
    }
    reserve(batch);
    this.x = x;
    this.batch = batch;
    trained = false;
    for (int i = 0; i < blocks.size(); i++) {
      blocks.get(i).forward(sources.get(i), batch, training);
    }
    trained = training;
    return ending.forward(batch, training);
  }

  private void reserve(int images) {
    if (images <= reserved) {
      return;
    }
    for (FftBlock block : blocks) {
      block.reserve(images);
    }
    for (FftBlock block : plan.pooled() ? blocks.subList(0, blocks.size() - 1) : blocks) {
      block.reserveGradient(images);
    }
    ending.reserve(images);
    reserved = images;
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    begin(dy, inputGradient);
    blocks.forEach(FftBlock::keepInSharedMemory);
    ending.backward(dy, batch);
    for (int i = blocks.size() - 1; i >= 0; i--) {
      blocks.get(i).backward(outputGradients.get(i), i > 0 || inputGradient ? inputGradients.get(i) : null);
    }
    return inputGradient ? dx.values() : null;
  }

  @Override
  public float[] backwardForExamples(float[] dy, boolean inputGradient) {
    if (plan.blocks().stream().anyMatch(ChainPlan.Block::normalised)) {
      throw new IllegalStateException("example gradients: expected no batch normalisation");
    }
    begin(dy, inputGradient);
    int keeping = plan.pooled() ? blocks.size() - 1 : blocks.size();
    blocks.subList(0, keeping).forEach(FftBlock::keepInOwnMemory);
    ending.backward(dy, batch);
    for (int i = blocks.size() - 1; i >= 0; i--) {
      blocks.get(i)
          .backwardForExamples(outputGradients.get(i), i > 0 || inputGradient ? inputGradients.get(i) : null);
    }
    return inputGradient ? dx.values() : null;
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    firstExample = first;
    for (int i = 0; i < blocks.size(); i++) {
      blocks.get(i)
          .exampleGradients(exampleSources.get(i), exampleOutputGradients.get(i), first, count, to, stride);
    }
  }

  private void begin(float[] dy, boolean inputGradient) {
    if (!trained) {
      throw new IllegalStateException("backward: expected after a forward pass in training mode");
    }
    if (dy.length < batch * output.volume()) {
      throw new IllegalArgumentException(
          "dy: expected at least %d values, was %d".formatted(batch * output.volume(), dy.length));
    }
    trained = false;
    if (inputGradient) {
      dx.reserve(batch * input.volume());
    }
  }

  private void readInput(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    int step = input.channels();
    int at = (image * input.height() + y) * input.width() * step + channel;
    RowKernels.readLanes(x, at, step, Lanes.existing(channel, step), scratch.line, half, input.width());
  }

  private void writeInputGradient(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    int step = input.channels();
    int at = (image * input.height() + y) * input.width() * step + channel;
    RowKernels.writeLanes(
        scratch.result, half, dx.values(), at, step, Lanes.existing(channel, step), input.width());
  }

  /** What stands between a chain's last block and the outside. */
  interface ChainEnding {

    void reserve(int images);

    /** @return the chain's output */
    float[] forward(int batch, boolean training);

    /** Brings the gradient with respect to the chain's output to where the last block needs it. */
    void backward(float[] dy, int batch);

    /** {@link PlaneTransform.Source} of the last block's dy. */
    void outputGradient(int image, int channel, int y, PlaneTransform.Scratch scratch, int half);
  }
}
