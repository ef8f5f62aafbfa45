package org.palimpsest.nn.engine;

import java.util.List;
import org.palimpsest.bench.LayerShape;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Seed;

/** One convolution with random parameters, images and output gradients, for the benchmarks of single layers. */
final class LayerAtWork implements AutoCloseable {

  private final Workers workers;
  private final Stack stack;
  private final int batch;
  private final float[] x;
  private final float[] dy;

  LayerAtWork(LayerShape shape, LayerSpec.Algorithm algorithm, int batch, int threads) {
    this.batch = batch;
    Blas.singleThreaded();
    workers = new Workers(threads);
    LayerSpec layer =
        new LayerSpec.Convolution(
            shape.inputs(), shape.outputs(), shape.kernel(), shape.stride(), shape.padding(), algorithm);
    stack = new Stack(new Shape(shape.side(), shape.side(), shape.inputs()), List.of(layer), workers);
    x = uniform(batch * stack.input().volume(), "x");
    dy = uniform(batch * stack.output().volume(), "dy");
    float[] drawn = Initialisation.draw(List.of(layer), new Seed(1));
    System.arraycopy(drawn, 0, stack.parameters(), 0, drawn.length);
  }

  private static float[] uniform(int length, String name) {
    float[] values = new float[length];
    Initialisation.uniform(values, 0, length, 1, new Seed(1).derive(name).generator());
    return values;
  }

  float[] forward() {
    return stack.forward(x, batch, true);
  }

  /** Both gradients, that of the input and that of the weights. */
  float[] forwardAndBackward() {
    forward();
    return stack.backward(dy, true);
  }

  @Override
  public void close() {
    workers.close();
  }
}
