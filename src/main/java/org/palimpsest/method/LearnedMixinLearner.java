package org.palimpsest.method;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Batch;
import org.palimpsest.method.dp.JointModel;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.Trainable;

/** {@link LearnedMixin} at work: g is trained in the first update, and only runs in training mode afterwards. */
public record LearnedMixinLearner(Encoder encoder, Pretrained biasOnly, LinearHead head, LearnedMixin method)
    implements Learner {

  @Override
  public List<Trainable> trainables() {
    return method.head() == HeadTraining.TRAINED ? List.of(encoder, biasOnly, head) : List.of(encoder, biasOnly);
  }

  @Override
  public Optional<PerImageModel> perImage() {
    boolean trainsHead = method.head() == HeadTraining.TRAINED;
    return Optional.of(
        new JointModel(
            trainsHead ? List.of(encoder, head) : List.of(encoder),
            List.of(encoder),
            List.of(biasOnly.untrained()),
            trainsHead ? List.of(head) : List.of(),
            (outputs, batch) ->
                List.of(
                    method
                        .objective(outputs.get(1).logits(), head)
                        .at(outputs.get(0), batch.targets(), batch.privateAttributes())),
            biasOnly.before()));
  }

  /**
   * @throws TrainingDiverged if a term or a gradient is not finite; neither the network under study nor the head has
   *     moved then
   */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    DMatrixRMaj biasOnlyLogits = biasOnly.network(learningRate).train(batch).logits();
    LossAndGradient loss =
        method
            .objective(biasOnlyLogits, head)
            .at(encoder.train(batch), batch.targets(), batch.privateAttributes());
    loss.terms().forEach(ObjectiveLearner::requireFinite);
    encoder.backward(loss.dFeatures(), loss.dLogits());
    ObjectiveLearner.requireFinite("gradient_norm", encoder.gradientNorm());
    if (method.head() == HeadTraining.TRAINED) {
      ObjectiveLearner.requireFinite(head.name() + "_gradient_norm", head.gradientNorm());
      head.step(learningRate);
    }
    encoder.step(learningRate);
    return loss.terms();
  }
}
