package org.palimpsest.nn.engine;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.palimpsest.data.Shape;

/**
 * A whole list of layers as one DeepLearning4J layer. Input (B, height, width, channels), or flattened to
 * (B, values) in that order; output (B, D) if the last maps are 1 x 1, otherwise (B, height, width, channels).
 *
 * <p>Learned parameters, biases and normalisation weights included, all have the layer's updater and
 * regularisation. Running statistics are parameters too, so that they are saved with the rest; a forward pass in
 * training mode changes them in place, their gradient is zero, and updaters and regularisation leave them alone.
 */
public final class EngineLayer extends BaseLayer {

  @JsonProperty private Shape input;
  @JsonProperty private List<LayerSpec> layers;
  @JsonProperty private boolean inputGradient;

  /** For deserialisation. */
  private EngineLayer() {}

  /**
   * @param input one image's shape
   * @param inputGradient whether a layer below wants the gradient with respect to the input
   */
  public EngineLayer(Shape input, List<LayerSpec> layers, boolean inputGradient) {
    this.input = input;
    this.layers = List.copyOf(layers);
    this.inputGradient = inputGradient;
    output();
  }

  /** One image's shape. */
  public Shape input() {
    return input;
  }

  /** The shape of what becomes of one image. */
  public Shape output() {
    Shape shape = input;
    for (LayerSpec layer : layers) {
      shape = layer.output(shape);
    }
    return shape;
  }

  public List<LayerSpec> layers() {
    return layers;
  }

  boolean inputGradient() {
    return inputGradient;
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    RunningEngineLayer layer = new RunningEngineLayer(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(initializer().init(conf, parameters, initialise));
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return EngineParameters.INSTANCE;
  }

  @Override
  public InputType getOutputType(int index, InputType inputType) {
    Shape shape = output();
    return shape.area() == 1
        ? InputType.feedForward(shape.channels())
        : InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  @Override
  public void setNIn(InputType inputType, boolean override) {
    // The shape is the constructor's.
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public IUpdater getUpdaterByParam(String name) {
    return EngineParameters.learned(this, name) ? getIUpdater() : new NoOp();
  }

  @Override
  public List<Regularization> getRegularizationByParam(String name) {
    return EngineParameters.learned(this, name) ? getRegularization() : null;
  }

  @Override
  public boolean isPretrainParam(String name) {
    return false;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    int parameters = ParameterSlot.length(ParameterSlot.of(layers));
    return new LayerMemoryReport.Builder(
            getLayerName(), EngineLayer.class, inputType, getOutputType(0, inputType))
        .standardMemory(parameters, 2L * parameters)
        .build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EngineLayer that
        && super.equals(other)
        && input.equals(that.input)
        && layers.equals(that.layers)
        && inputGradient == that.inputGradient;
  }

  @Override
  public int hashCode() {
    return Objects.hash(input, layers, inputGradient);
  }
}
