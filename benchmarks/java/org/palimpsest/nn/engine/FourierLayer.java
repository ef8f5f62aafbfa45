package org.palimpsest.nn.engine;

import org.openjdk.jmh.annotations.Param;
import org.palimpsest.bench.LayerShape;

/** Convolutions by Fourier transforms. */
public class FourierLayer extends SingleLayer {

  @Param({"3-64-64-56", "5-64-64-56", "7-16-32-28", "7-64-128-28"})
  public String layer;

  @Override
  LayerShape shape() {
    return LayerShape.parse(layer);
  }

  @Override
  LayerSpec.Algorithm algorithm() {
    return LayerSpec.Algorithm.FFT;
  }
}
