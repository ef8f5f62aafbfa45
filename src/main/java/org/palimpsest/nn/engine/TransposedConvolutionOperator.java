package org.palimpsest.nn.engine;

/** The transpose of {@link DirectConvolution}: its input is the grid, its output the map. */
final class TransposedConvolutionOperator extends MapOperator {

  private final float[] parameters;
  private final float[] gradients;
  private final int offset;
  private final Patches patches;
  private final BiasTerm bias;
  private float[] latest;
  private float[] latestGradient;

  TransposedConvolutionOperator(
      Shape input,
      LayerSpec.TransposedConvolution layer,
      float[] parameters,
      float[] gradients,
      int offset,
      Workers workers) {
    super(input, layer, workers);
    this.parameters = parameters;
    this.gradients = gradients;
    this.offset = offset;
    patches = new Patches(output(), input, layer.kernel(), layer.stride(), layer.padding(), workers);
    int weights = layer.outputs() * layer.inputs() * layer.kernel() * layer.kernel();
    bias = new BiasTerm(layer.outputs(), parameters, gradients, offset + weights, workers);
  }

  @Override
  public float[] forward(float[] x, int batch, boolean training) {
    this.batch = batch;
    latest = x;
    float[] y = outputs();
    patches.load(parameters, offset);
    patches.scatter(x, y, batch);
    bias.load();
    spans(batch * output().volume(), bias.period(), (from, to) -> bias.add(y, from, to));
    return y;
  }

  @Override
  public float[] backward(float[] dy, boolean inputGradient) {
    patches.correlate(dy, latest, batch, gradients, offset);
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
    patches.correlateEach(latestGradient, latest, first, count, to, offset, stride);
    bias.deriveEach(latestGradient, output().area(), first, count, to, stride);
  }

  private float[] inputGradient(float[] dy, boolean wanted) {
    if (!wanted) {
      return null;
    }
    float[] dx = inputGradients();
    patches.gather(dy, dx, batch);
    return dx;
  }
}
