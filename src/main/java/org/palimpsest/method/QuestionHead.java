package org.palimpsest.method;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

/** RUBi's layers on the features of the bias-only network, which get no gradient from them. */
interface QuestionHead {

  /**
   * The outputs of the layers for a batch.
   *
   * @param mask before the sigmoid (B, C)
   * @param question the logits of the question loss (B, C)
   */
  record Outputs(DMatrixRMaj mask, DMatrixRMaj question) {}

  static QuestionHead of(RUBi.Mask mask, int features, int classes, OptimiserSpec optimiser, Seed seed) {
    return switch (mask) {
      case LINEAR -> new Linear(new LinearHead("rubi-mask", features, classes, optimiser, seed));
      case MLP ->
          new Mlp(
              new LinearHead("rubi-hidden-1", features, features, optimiser, seed),
              new LinearHead("rubi-hidden-2", features, features, optimiser, seed),
              new LinearHead("rubi-mask", features, classes, optimiser, seed),
              new LinearHead("rubi-question", classes, classes, optimiser, seed));
    };
  }

  /** @param features (B, D) */
  Outputs forward(DMatrixRMaj features);

  /** Sets the gradients of the layers from those of a loss with respect to the latest outputs. */
  void backward(DMatrixRMaj dMask, DMatrixRMaj dQuestion);

  List<LinearHead> layers();

  /** {@code mask = question = W z + c}. */
  record Linear(LinearHead layer) implements QuestionHead {

    @Override
    public Outputs forward(DMatrixRMaj features) {
      DMatrixRMaj q = layer.forward(features);
      return new Outputs(q, q);
    }

    @Override
    public void backward(DMatrixRMaj dMask, DMatrixRMaj dQuestion) {
      layer.backward(CommonOps_DDRM.add(dMask, dQuestion, null));
    }

    @Override
    public List<LinearHead> layers() {
      return List.of(layer);
    }
  }

  /** {@code mask = W3 relu(W2 relu(W1 z + c1) + c2) + c3} and {@code question = W4 mask + c4}. */
  final class Mlp implements QuestionHead {

    private final List<LinearHead> layers;
    private final DMatrixRMaj[] hidden = new DMatrixRMaj[2];

    Mlp(LinearHead first, LinearHead second, LinearHead mask, LinearHead question) {
      layers = List.of(first, second, mask, question);
    }

    @Override
    public Outputs forward(DMatrixRMaj features) {
      hidden[0] = relu(layers.get(0).forward(features));
      hidden[1] = relu(layers.get(1).forward(hidden[0]));
      DMatrixRMaj mask = layers.get(2).forward(hidden[1]);
      return new Outputs(mask, layers.get(3).forward(mask));
    }

    @Override
    public void backward(DMatrixRMaj dMask, DMatrixRMaj dQuestion) {
      DMatrixRMaj at = CommonOps_DDRM.add(dMask, layers.get(3).backward(dQuestion), null);
      for (int layer = 2; layer > 0; layer--) {
        at = layers.get(layer).backward(at);
        dropWhereZero(at, hidden[layer - 1]);
      }
      layers.get(0).backward(at);
    }

    @Override
    public List<LinearHead> layers() {
      return layers;
    }

    private static DMatrixRMaj relu(DMatrixRMaj values) {
      for (int i = 0; i < values.getNumElements(); i++) {
        values.data[i] = Math.max(0, values.data[i]);
      }
      return values;
    }

    private static void dropWhereZero(DMatrixRMaj gradient, DMatrixRMaj rectified) {
      for (int i = 0; i < gradient.getNumElements(); i++) {
        if (rectified.data[i] == 0) {
          gradient.data[i] = 0;
        }
      }
    }
  }
}
