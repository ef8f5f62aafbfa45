package org.palimpsest.method;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.PerExampleSink;
import org.palimpsest.nn.Trainable;

/**
 * Networks and linear layers that descend one loss, a mean over images. An image's gradient has those of the networks
 * side by side, then those of the layers.
 */
public final class JointModel implements PerImageModel {

  private final List<Trainable> trainables;
  private final List<Encoder> trained;
  private final int[] lengths;
  private final List<Encoder> fixed;
  private final List<LinearHead> layers;
  private final Loss loss;
  private final Optional<Before> before;

  /** A loss of the outputs of several networks. */
  @FunctionalInterface
  public interface Loss {

    /**
     * Also takes the gradient back through the linear layers.
     *
     * @param outputs of each network on {@code batch}, those that are trained first
     * @return for each network that is trained, the first of them with the loss among its terms
     */
    List<LossAndGradient> at(List<Activations> outputs, Batch batch);
  }

  /**
   * @param trainables what has the networks and layers that are trained
   * @param trained at least one: the network under study, or all there is
   * @param fixed networks that the loss reads and no step changes
   * @param layers that are trained
   */
  public JointModel(
      List<Trainable> trainables,
      List<Encoder> trained,
      List<Encoder> fixed,
      List<LinearHead> layers,
      Loss loss,
      Optional<Before> before) {
    this.trainables = List.copyOf(trainables);
    this.trained = List.copyOf(trained);
    this.lengths = trained.stream().mapToInt(network -> network.parameters().length).toArray();
    this.fixed = List.copyOf(fixed);
    this.layers = List.copyOf(layers);
    this.loss = loss;
    this.before = before;
  }

  /** One network on one objective. */
  public static JointModel of(Trainable trainable, Encoder network, Objective objective) {
    return new JointModel(
        List.of(trainable), List.of(network), List.of(), List.of(),
        (outputs, batch) -> List.of(objective.at(outputs.get(0), batch.targets(), batch.privateAttributes())),
        Optional.empty());
  }

  @Override
  public List<Trainable> trainables() {
    return trainables;
  }

  @Override
  public List<Encoder> networks() {
    return Stream.concat(trained.stream(), fixed.stream()).toList();
  }

  @Override
  public List<Integer> sizes() {
    return Stream.concat(
            trained.stream().flatMap(network -> network.layerSizes().stream()),
            layers.stream().map(LinearHead::parameterCount))
        .toList();
  }

  @Override
  public Optional<Before> before() {
    return before;
  }

  @Override
  public OptionalDouble gradients(Batch batch, PerExampleSink sink) {
    List<Activations> outputs = networks().stream().map(network -> network.train(batch)).toList();
    if (!outputs.stream().allMatch(JointModel::isFinite)) {
      return OptionalDouble.empty();
    }
    List<LossAndGradient> at = loss.at(outputs, batch);
    int size = batch.size();
    GradientRows rows = new GradientRows(size, lengths[0], sink);
    for (int i = 1; i < trained.size(); i++) {
      backward(i, at, size, rows.network(lengths[i]));
    }
    layers.forEach(rows::layer);
    backward(0, at, size, rows);
    return OptionalDouble.of(at.get(0).loss());
  }

  private void backward(int network, List<LossAndGradient> at, int size, PerExampleSink sink) {
    LossAndGradient mean = at.get(network);
    trained.get(network).backwardPerExample(times(size, mean.dFeatures()), times(size, mean.dLogits()), sink);
  }

  private static DMatrixRMaj times(double factor, DMatrixRMaj matrix) {
    if (matrix == null) {
      return null;
    }
    DMatrixRMaj scaled = matrix.createLike();
    CommonOps_DDRM.scale(factor, matrix, scaled);
    return scaled;
  }

  private static boolean isFinite(Activations activations) {
    return !MatrixFeatures_DDRM.hasUncountable(activations.features())
        && !MatrixFeatures_DDRM.hasUncountable(activations.logits());
  }

  @Override
  public void step(float[] gradient, double learningRate) {
    int from = 0;
    for (int i = 0; i < lengths.length; i++) {
      trained.get(i).gradient(Arrays.copyOfRange(gradient, from, from + lengths[i]));
      trained.get(i).step(learningRate);
      from += lengths[i];
    }
    for (LinearHead layer : layers) {
      layer.gradient(gradient, from);
      layer.step(learningRate);
      from += layer.parameterCount();
    }
  }
}
