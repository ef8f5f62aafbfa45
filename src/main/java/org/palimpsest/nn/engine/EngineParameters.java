package org.palimpsest.nn.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palimpsest.random.Seed;

/**
 * How an {@link EngineLayer}'s parameters lie in DeepLearning4J's flattened views: as {@link ParameterSlot} lays them
 * out.
 */
final class EngineParameters implements ParamInitializer {

  static final EngineParameters INSTANCE = new EngineParameters();

  private EngineParameters() {}

  /** A slot's name for DeepLearning4J, which cuts full names at the last underscore. */
  static String key(ParameterSlot slot) {
    return slot.name().replace('_', '-');
  }

  static boolean learned(EngineLayer layer, String key) {
    for (ParameterSlot slot : ParameterSlot.of(layer.layers())) {
      if (key(slot).equals(key)) {
        return slot.parameter().kind() == Parameter.Kind.LEARNED;
      }
    }
    throw new IllegalArgumentException("no parameter " + key);
  }

  private static List<ParameterSlot> slots(Layer layer) {
    return ParameterSlot.of(((EngineLayer) layer).layers());
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return ParameterSlot.length(slots(layer));
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return slots(layer).stream().map(EngineParameters::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer).stream().filter(key -> isWeightParam(layer, key)).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return paramKeys(layer).stream().filter(key -> isBiasParam(layer, key)).toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return key.endsWith(".weight");
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return key.endsWith(".bias");
  }

  /** Initial values come from the configuration's seed, not from ND4J's generator. */
  @Override
  public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray view, boolean initialise) {
    EngineLayer layer = (EngineLayer) conf.getLayer();
    if (initialise) {
      Views.write(Initialisation.draw(layer.layers(), new Seed(conf.getSeed())), 0, view);
    }
    paramKeys(layer).forEach(conf::addVariable);
    return cut(layer, view);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray view) {
    return cut((EngineLayer) conf.getLayer(), view);
  }

  private static Map<String, INDArray> cut(EngineLayer layer, INDArray view) {
    INDArray flat = view.reshape(view.length());
    Map<String, INDArray> table = new LinkedHashMap<>();
    for (ParameterSlot slot : ParameterSlot.of(layer.layers())) {
      long[] shape = slot.parameter().shape().stream().mapToLong(Integer::longValue).toArray();
      INDArray part = flat.get(NDArrayIndex.interval(slot.offset(), slot.end()));
      table.put(key(slot), part.reshape('c', shape));
    }
    return table;
  }
}
