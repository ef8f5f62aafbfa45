package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import org.palimpsest.data.Shape;

/** The slow twin of {@link Stack}: plain loops in double precision. */
public final class ReferenceStack {

  private final List<ReferenceLayer> layers = new ArrayList<>();

  /** Laid out as {@link ParameterSlot#of}. */
  public final double[] parameters;

  public final double[] gradients;

  public ReferenceStack(Shape input, List<LayerSpec> specs) {
    this(input, specs, new double[ParameterSlot.length(ParameterSlot.of(specs))]);
  }

  private ReferenceStack(Shape input, List<LayerSpec> specs, double[] parameters) {
    this(input, specs, parameters, new double[parameters.length], 0);
  }

  /** Of a part of larger arrays, from {@code offset} on. */
  ReferenceStack(Shape input, List<LayerSpec> specs, double[] parameters, double[] gradients, int offset) {
    this.parameters = parameters;
    this.gradients = gradients;
    Shape shape = input;
    for (LayerSpec spec : specs) {
      layers.add(ReferenceLayer.of(spec, shape, parameters, gradients, offset));
      offset += spec.parameters().stream().mapToInt(Parameter::length).sum();
      shape = spec.output(shape);
    }
  }

  public double[] forward(double[] x, int batch, boolean training) {
    double[] y = x;
    for (ReferenceLayer layer : layers) {
      y = layer.forward(y, batch, training);
    }
    return y;
  }

  public double[] backward(double[] dy) {
    double[] d = dy;
    for (int i = layers.size() - 1; i >= 0; i--) {
      d = layers.get(i).backward(d);
    }
    return d;
  }
}
