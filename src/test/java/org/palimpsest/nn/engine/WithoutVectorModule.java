package org.palimpsest.nn.engine;

import java.util.List;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;

/** What a JVM without the vector module makes of a convolution that would go by Fourier transforms. */
public final class WithoutVectorModule {

  private WithoutVectorModule() {}

  public static void main(String[] args) {
    Shape input = new Shape(28, 28, 1);
    List<LayerSpec> layers = List.of(LayerSpec.Convolution.same(1, 2, 7));
    System.out.println(Engine.plan(input, layers));
    try (Workers workers = new Workers(1)) {
      Stack stack = new Stack(input, layers, workers);
      System.out.println("values: " + stack.forward(new float[input.volume()], 1, true).length);
      try {
        new Stack(input, LayerSpec.with(Algorithm.FFT, layers), workers);
      } catch (IllegalArgumentException e) {
        System.out.println("forced: " + e.getMessage());
      }
    }
  }
}
