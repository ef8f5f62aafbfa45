package org.palimpsest.nn.engine;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.data.Shape;

/** An {@link EngineLayer} at work: a {@link Stack} between DeepLearning4J's views. */
final class RunningEngineLayer extends BaseLayer<EngineLayer> implements ExampleGradients {

  private static final long serialVersionUID = 1L;

  private final transient Stack stack;
  private final boolean inputGradient;
  private final transient GrowingArray images = new GrowingArray();
  private final transient GrowingArray outputGradients = new GrowingArray();

  RunningEngineLayer(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
    EngineLayer layer = (EngineLayer) conf.getLayer();
    if (type != DataType.FLOAT) {
      throw new IllegalArgumentException("data type: expected FLOAT, was " + type);
    }
    stack = new Stack(layer.input(), layer.layers(), Engine.workers());
    inputGradient = layer.inputGradient();
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    int batch = Math.toIntExact(input.size(0));
    if (input.length() != (long) batch * stack.input().volume()) {
      throw new IllegalArgumentException(
          "input: expected (B, %s), was %s".formatted(stack.input(), input.shapeInfoToString()));
    }
    float[] x = images.reserve(Math.multiplyExact(batch, stack.input().volume()));
    Views.read(input, x, 0);
    Views.read(paramsFlattened, stack.parameters(), 0);
    float[] y = stack.forward(x, batch, training);
    if (training) {
      writeRunningStatistics();
    }
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, shape(batch, stack.output()), 'c');
    Views.write(y, 0, output);
    return output;
  }

  private void writeRunningStatistics() {
    INDArray flat = paramsFlattened.reshape(paramsFlattened.length());
    for (ParameterSlot slot : stack.slots()) {
      if (slot.parameter().kind() == Parameter.Kind.RUNNING) {
        INDArray part = flat.get(NDArrayIndex.interval(slot.offset(), slot.end()));
        Views.write(stack.parameters(), slot.offset(), part);
      }
    }
  }

  private static long[] shape(int batch, Shape shape) {
    return shape.area() == 1
        ? new long[] {batch, shape.channels()}
        : new long[] {batch, shape.height(), shape.width(), shape.channels()};
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    int batch = Math.toIntExact(input.size(0));
    float[] dy = outputGradients.reserve(Math.multiplyExact(batch, stack.output().volume()));
    Views.read(epsilon, dy, 0);
    float[] dx = stack.backward(dy, inputGradient);
    Views.write(stack.gradients(), 0, gradientsFlattened);
    Gradient gradient = new DefaultGradient(gradientsFlattened);
    for (Map.Entry<String, INDArray> entry : gradientViews.entrySet()) {
      gradient.setGradientFor(entry.getKey(), entry.getValue());
    }
    return new Pair<>(gradient, dx == null ? null : inputGradient(dx, workspaces));
  }

  private INDArray inputGradient(float[] dx, LayerWorkspaceMgr workspaces) {
    INDArray array =
        workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, input.shape(), 'c');
    Views.write(dx, 0, array);
    return array;
  }

  @Override
  public void backwardForExamples(float[] dOutputs) {
    stack.backwardForExamples(dOutputs);
  }

  @Override
  public void exampleGradients(int first, int count, float[] to, int stride) {
    stack.exampleGradients(first, count, to, stride);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }
}
