package org.palimpsest.nn.engine;

/** Any convolution as matrix products over patches of the input. */
final class DirectConvolution extends MapOperator {

  private final float[] parameters;
  private final float[] gradients;
  private final int offset;
  private final Patches patches;
  private final BiasTerm bias;
  private float[] latest;
  private float[] latestGradient;

  DirectConvolution(
      Shape input,
      LayerSpec.Convolution layer,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    super(input, layer, workers);
    this.parameters = parameters;
    this.gradients = gradients;
    this.offset = offset;
    patches = new Patches(input, output(), layer.kernel(), layer.stride(), layer.padding(), workers);
    int weights = layer.outputs() * layer.inputs() * layer.kernel() * layer.kernel();
    bias = new BiasTerm(layer.outputs(), parameters, gradients, offset + weights, workers);
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    latest = x;
    float[] y = outputs();
    patches.load(parameters, offset);
    patches.gather(x, y, batch);
    bias.load();
    spans(batch * output().volume(), bias.period(), (from, to) -> bias.add(y, from, to));
    return y;
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    patches.correlate(latest, dy, batch, gradients, offset);
    bias.derive(dy, batch * output().area());
    return inputGradient(dy, inputGradient);
  }

  @Override
  public float[] backwardForExamples(float[] dy, boolean inputGradient) {
    latestGradient = dy;
    return inputGradient(dy, inputGradient);
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    patches.correlateEach(latest, latestGradient, first, count, to, offset, stride);
    bias.deriveEach(latestGradient, output().area(), first, count, to, stride);
  }

  private float[] inputGradient(float[] dy, boolean wanted) {
    if (!wanted) {
      return null;
    }
    float[] dx = inputGradients();
    patches.scatter(dy, dx, batch);
    return dx;
  }
}
