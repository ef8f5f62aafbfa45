package org.palimpsest.bench;

import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The published network from DeepLearning4J's own layers: what the engine replaces. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
public class StockDl4jTrainingStep {

  @Param({"32"})
  public int batch;

  private MultiLayerNetwork network;
  private INDArray images;
  private INDArray targets;

  @Setup
  public void build() {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder().seed(1).updater(new Adam(1e-3)).l2(1e-4).list();
    for (int width : new int[] {16, 32, 64, 128}) {
      layers
          .layer(
              new ConvolutionLayer.Builder(7, 7)
                  .nOut(width)
                  .convolutionMode(ConvolutionMode.Same)
                  .activation(Activation.IDENTITY)
                  .build())
          .layer(new BatchNormalization.Builder().build())
          .layer(new ActivationLayer(Activation.RELU));
    }
    network =
        new MultiLayerNetwork(
            layers
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 3))
                .build());
    network.init();
    images = Nd4j.rand(batch, 3, 28, 28);
    targets = Nd4j.zeros(batch, 10);
    targets.getColumn(0).assign(1);
  }

  @Benchmark
  public double step() {
    network.fit(images, targets);
    return network.score();
  }
}
