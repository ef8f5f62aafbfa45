package org.palimpsest.nn.engine;

import org.openjdk.jmh.annotations.Param;
import org.palimpsest.bench.LayerShape;

/** Convolutions of ResNet-18, DenseNet-121 and the published network as matrix products over patches. */
public class DirectLayer extends SingleLayer {

  @Param({
    "3-64-64-56", "3-128-128-28", "3-256-256-14", "3-512-512-7", "3-64-128-56-2", "1-256-64-56", "1-1024-256-14",
    "7-16-32-28", "7-64-128-28"
  })
  public String layer;

  @Override
  LayerShape shape() {
    return LayerShape.parse(layer);
  }

  @Override
  LayerSpec.Algorithm algorithm() {
    return LayerSpec.Algorithm.DIRECT;
  }
}
