package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import org.palimpsest.nn.engine.ChannelAffine;
import org.palimpsest.nn.engine.GrowingArray;
import org.palimpsest.nn.engine.Nonlinearity;
import org.palimpsest.nn.engine.Workers;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * One convolution of a chain with what follows it. Between blocks only the raw convolution output y travels:
 * normalisation and activation happen while the next block reads it, and the way back likewise.
 *
 * <pre>
 *   forward:   X^ = F(previous activation)   Y^ = X^ W^   y = F'(Y^), moments of y, z = scale y + shift
 *   backward:  dY^ = F(dy from dz and y)     dW^ = X^H dY^   dX^ = dY^ W^H   previous dz = F'(dX^) f'(previous z)
 * </pre>
 */
final class FftBlock {

  private final Nonlinearity nonlinearity;
  private final ChainMemory memory;
  private final PlaneTransform transform;
  private final int outputs;

  /** Channels of y, padded to whole vectors. */
  private final int padded;

  private final int offset;
  private final float[] parameters;
  private final float[] gradients;
  private final WeightSpectrum weights;
  private final ChannelAffine affine;

  /** X^, kept for dW^ and then overwritten by dX^. */
  private final Spectrum input;

  /** Y^, then dY^: every block's in the same memory. */
  private final Spectrum output;

  private final GrowingArray raw = new GrowingArray();

  /** Two numbers per image and channel, padded: the moments of y on the way forward, sums of dz on the way back. */
  private final GrowingArray perImage = new GrowingArray();

  private final Workers.Task packWeights;
  private final Planes transformInput;
  private final Workers.Task multiply;
  private final Planes transformOutput;
  private final Planes transformOutputGradient;
  private final Workers.Task packForInput;
  private final Workers.Task derive;
  private final Planes transformInputGradient;
  private final Workers.Task weightGradient;
  private final Workers.Task exampleGradient;

  private final PlaneTransform.Sink keepOutput = this::keepOutput;

  private PlaneTransform.Source source;
  private PlaneTransform.Source outputGradient;
  private PlaneTransform.Sink inputGradient;
  private int batch;
  private boolean ofWeights;

  /** dz: in memory that the blocks share, or in the block's own where it must last for {@link #exampleGradients}. */
  private GrowingArray dz;

  private final GrowingArray lastingDz = new GrowingArray();

  // Where the example gradients at work go.
  private float[] examples;
  private int exampleStride;

  FftBlock(ChainPlan.Block plan, int offset, float[] parameters, float[] gradients, ChainMemory memory) {
    this.memory = memory;
    this.offset = offset;
    this.parameters = parameters;
    this.gradients = gradients;
    nonlinearity = plan.nonlinearity();
    transform = memory.transform;
    int inputs = plan.convolution().inputs();
    outputs = plan.convolution().outputs();
    padded = Lanes.roundUp(outputs, WIDTH);
    weights = new WeightSpectrum(plan.convolution(), transform, memory.folded);
    affine = new ChannelAffine(plan.normalised(), outputs, offset + plan.weights());
    input = new Spectrum(transform.frequencies(), inputs, new GrowingArray());
    output = new Spectrum(transform.frequencies(), outputs, memory.outputs);

    packWeights = (task, worker) -> weights.pack(task, parameters, offset);
    transformInput = new Planes(memory, inputs,
        (image, images, channel, scratch) -> transform.forward(source, image, images, channel, scratch, input));
    multiply = (piece, worker) -> weights.multiply(
        piece, batch, input, output, memory.scratch(worker).weights(), memory.scratch(worker).products());
    transformOutput = new Planes(memory, outputs,
        (image, images, channel, scratch) -> transform.inverse(output, image, images, channel, scratch, keepOutput));
    transformOutputGradient = new Planes(memory, outputs,
        (image, images, channel, scratch) ->
            transform.forward(outputGradient, image, images, channel, scratch, output));
    packForInput = (task, worker) -> weights.packAdjoint(task, parameters, offset);
    derive = (piece, worker) -> weights.derive(piece, batch, input, output, ofWeights, inputGradient != null,
        memory.scratch(worker).weights(), memory.scratch(worker).products());
    transformInputGradient = new Planes(memory, inputs,
        (image, images, channel, scratch) -> transform.inverse(input, image, images, channel, scratch, inputGradient));
    weightGradient = (task, worker) -> weights.gradient(
        task, gradients, offset, memory.scratch(worker).weights());
    exampleGradient = this::exampleGradient;
    dz = memory.gradients;
  }

  int padded() {
    return padded;
  }

  int outputs() {
    return outputs;
  }

  /** The most images whose arrays Java can index. */
  int largestBatch() {
    int byMaps = (Integer.MAX_VALUE - 64) / (transform.height * transform.width * padded);
    return Math.min(byMaps, Math.min(input.largestBatch(), output.largestBatch()));
  }

  /** Makes room for a batch in the block's own memory and asks for its share of the chain's. */
  void reserve(int images) {
    input.reserve(images);
    output.reserve(images);
    raw.reserve(images * transform.height * transform.width * padded);
    perImage.reserve(images * 2 * padded);
    weights.reserve();
  }

  /** Makes room for {@link #keepGradient}. */
  void reserveGradient(int images) {
    memory.gradients.reserve(images * transform.height * transform.width * padded);
  }

  void forward(PlaneTransform.Source source, int batch, boolean training) {
    this.source = source;
    this.batch = batch;
    transformInput.run(batch, weights.packTasks(), packWeights);
    memory.workers.run(weights.pieces(), multiply);
    transformOutput.run(batch);
    if (training && affine.normalised()) {
      affine.train(perImage.values(), batch, transform.height * transform.width, parameters);
    } else {
      affine.evaluate(parameters);
    }
  }

  /**
   * Expects the sums over dz in {@link #perImage}.
   *
   * @param outputGradient gives the rows of dy once {@link #affine} has its coefficients
   * @param inputGradient takes the rows of the gradient with respect to the block's input; null if not wanted
   */
  void backward(PlaneTransform.Source outputGradient, PlaneTransform.Sink inputGradient) {
    this.outputGradient = outputGradient;
    this.inputGradient = inputGradient;
    affine.backward(perImage.values(), batch, transform.height * transform.width, gradients);
    ofWeights = true;
    if (inputGradient == null) {
      transformOutputGradient.run(batch);
      memory.workers.run(weights.pieces(), derive);
      memory.workers.run(weights.gradientTasks(), weightGradient);
    } else {
      transformOutputGradient.run(batch, weights.adjointTasks(), packForInput);
      memory.workers.run(weights.pieces(), derive);
      transformInputGradient.run(batch, weights.gradientTasks(), weightGradient);
    }
  }

  /** As {@link #backward}, without the gradients of the parameters. */
  void backwardForExamples(PlaneTransform.Source outputGradient, PlaneTransform.Sink inputGradient) {
    this.outputGradient = outputGradient;
    this.inputGradient = inputGradient;
    ofWeights = false;
    if (inputGradient != null) {
      transformOutputGradient.run(batch, weights.adjointTasks(), packForInput);
      memory.workers.run(weights.pieces(), derive);
      transformInputGradient.run(batch);
    }
  }

  /**
   * After {@link #backwardForExamples}: transforms these images' inputs and output gradients once more, by
   * themselves, and multiplies them image by image, so that nothing but dz has to be kept for the whole batch.
   *
   * @param source of the block's input and {@code outputGradient} of dy: image 0 is {@code first}
   */
  void exampleGradients(PlaneTransform.Source source, PlaneTransform.Source outputGradient,
      int first, int count, float[] to, int stride) {
    this.source = source;
    this.outputGradient = outputGradient;
    examples = to;
    exampleStride = stride;
    transformInput.run(count);
    transformOutputGradient.run(count);
    memory.workers.run(count * weights.exampleTasks(), exampleGradient);
    int bias = offset + weights.parameters();
    for (int i = 0; i < count; i++) {
      System.arraycopy(perImage.values(), perImageAt(first + i, 0), to, i * stride + bias, outputs);
    }
    examples = null;
  }

  private void exampleGradient(int task, int worker) {
    int image = task / weights.exampleTasks();
    weights.exampleGradient(task % weights.exampleTasks(), image, input, output, examples,
        image * exampleStride + offset, memory.scratch(worker).weights());
  }

  /** Where {@link #keepGradient} is to keep dz from now on. */
  void keepInSharedMemory() {
    dz = memory.gradients;
  }

  /** Where {@link #keepGradient} is to keep dz from now on. */
  void keepInOwnMemory() {
    lastingDz.reserve(batch * transform.height * transform.width * padded);
    dz = lastingDz;
  }

  private void keepOutput(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    int width = transform.width;
    RowKernels.write(scratch.result, half, raw.values(), at(image, y, channel), WIDTH, width);
    if (affine.normalised()) {
      int to = perImageAt(image, channel);
      if (y == 0) {
        clearPerImage(image, channel);
      }
      RowKernels.addMoments(scratch.result, half, width, y * width, perImage.values(), to, padded);
    }
  }

  /** {@link PlaneTransform.Source} of the block's activated output: line = f(z). */
  void activation(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    RowKernels.activate(nonlinearity, raw.values(), at(image, y, channel), WIDTH, affine, channel,
        scratch.line, half, transform.width);
  }

  /** line = f'(z). */
  void slope(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    RowKernels.slope(nonlinearity, raw.values(), at(image, y, channel), WIDTH, affine, channel,
        scratch.line, half, transform.width);
  }

  /** {@link PlaneTransform.Sink} of the gradient with respect to the activated output: keeps dz and its sums. */
  void keepGradient(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    int width = transform.width;
    slope(image, channel, y, scratch, half);
    RowKernels.multiply(scratch.result, half, scratch.line, half, width);
    RowKernels.write(scratch.result, half, dz.values(), at(image, y, channel), WIDTH, width);
    if (y == 0) {
      clearPerImage(image, channel);
    }
    addSums(image, channel, y, scratch.result, half);
  }

  void clearPerImage(int image, int channel) {
    RowKernels.clear(perImage.values(), perImageAt(image, channel));
    RowKernels.clear(perImage.values(), perImageAt(image, channel) + padded);
  }

  /** Adds the sums of line and of line (y - mean) to the image's two numbers. */
  void addSums(int image, int channel, int y, float[] line, int half) {
    int to = perImageAt(image, channel);
    RowKernels.addSum(line, half, transform.width, perImage.values(), to);
    if (affine.normalised()) {
      RowKernels.addProduct(line, half, raw.values(), at(image, y, channel), WIDTH, affine.mean, channel,
          transform.width, perImage.values(), to + padded);
    }
  }

  /** Multiplies the image's two numbers by a factor per channel. */
  void scaleSums(int image, float[] factors, int from) {
    float[] sums = perImage.values();
    for (int c = 0; c < padded; c++) {
      sums[perImageAt(image, c)] *= factors[from + c];
      sums[perImageAt(image, c) + padded] *= factors[from + c];
    }
  }

  /** {@link PlaneTransform.Source} of dy, from the dz that {@link #keepGradient} kept. */
  void outputGradient(int image, int channel, int y, PlaneTransform.Scratch scratch, int half) {
    int at = at(image, y, channel);
    float[] dz = this.dz.values();
    if (affine.normalised()) {
      RowKernels.gradient(dz, raw.values(), at, WIDTH, affine, channel, scratch.line, half, transform.width);
    } else {
      RowKernels.read(dz, at, WIDTH, scratch.line, half, transform.width);
    }
  }

  /** As {@link #outputGradient} with dz = f'(z) factor, the factor per image and channel. */
  void outputGradient(
      int image, int channel, int y, PlaneTransform.Scratch scratch, int half, float[] factors) {
    slope(image, channel, y, scratch, half);
    int factor = image * padded + channel;
    if (affine.normalised()) {
      RowKernels.pooledGradient(factors, factor, raw.values(), at(image, y, channel), WIDTH, affine, channel,
          scratch.line, half, transform.width);
    } else {
      RowKernels.scale(factors, factor, scratch.line, half, transform.width);
    }
  }

  /** Where row y of a register of channels begins in y and dz: (batch, channels / WIDTH, height, width, WIDTH). */
  private int at(int image, int y, int channel) {
    return ((image * padded + channel) * transform.height + y * WIDTH) * transform.width;
  }

  private int perImageAt(int image, int channel) {
    return image * 2 * padded + channel;
  }
}
