package org.palimpsest.nn.engine;

import org.openjdk.jmh.annotations.Param;
import org.palimpsest.bench.LayerShape;

/** The 3x3 convolutions of ResNet-18 with stride 1, and DenseNet-121's at its first size, by Winograd's algorithm. */
public class WinogradLayer extends SingleLayer {

  @Param({"3-64-64-56", "3-128-128-28", "3-256-256-14", "3-512-512-7", "3-128-32-56"})
  public String layer;

  @Override
  LayerShape shape() {
    return LayerShape.parse(layer);
  }

  @Override
  LayerSpec.Algorithm algorithm() {
    return LayerSpec.Algorithm.WINOGRAD;
  }
}
