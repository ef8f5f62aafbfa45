package org.palimpsest.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.Batch;
import org.palimpsest.method.dp.JointModel;
import org.palimpsest.nn.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.Trainable;

/** {@link RUBi} at work: g takes a step, then the network under study, with the head if it is trained. */
public record RubiLearner(Encoder encoder, BiasOnly biasOnly, QuestionHead head, RUBi method) implements Learner {

  @Override
  public List<Trainable> trainables() {
    List<Trainable> trainables = new ArrayList<>(List.of(encoder, biasOnly));
    trainables.addAll(trainedLayers());
    return trainables;
  }

  private List<LinearHead> trainedLayers() {
    return method.head() == HeadTraining.TRAINED ? head.layers() : List.of();
  }

  @Override
  public Optional<PerImageModel> perImage() {
    return Optional.of(
        new JointModel(
            trainables(), List.of(encoder, biasOnly.network()), List.of(), trainedLayers(), this::jointLoss,
            Optional.empty()));
  }

  private List<LossAndGradient> jointLoss(List<Activations> outputs, Batch batch) {
    Activations own = outputs.get(1);
    RubiLoss loss =
        RubiLoss.of(
            outputs.get(0).logits(), head.forward(own.features()), batch.targets(), method.questionWeight());
    head.backward(loss.dMask(), loss.dQuestion());
    return List.of(
        new LossAndGradient(loss.terms(), null, loss.dLogits()), CrossEntropy.of(own.logits(), batch.targets()));
  }

  /**
   * @throws TrainingDiverged if a term or a gradient is not finite; if it is one of g's nothing has moved then,
   *     otherwise g alone
   */
  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    Map<String, Double> terms = new LinkedHashMap<>(biasOnly.descend(new CrossEntropy(), batch, learningRate));
    QuestionHead.Outputs outputs = head.forward(biasOnly.network().train(batch).features());
    RubiLoss loss =
        RubiLoss.of(encoder.train(batch).logits(), outputs, batch.targets(), method.questionWeight());
    loss.terms().forEach(ObjectiveLearner::requireFinite);
    encoder.backward(null, loss.dLogits());
    ObjectiveLearner.requireFinite("gradient_norm", encoder.gradientNorm());
    if (method.head() == HeadTraining.TRAINED) {
      head.backward(loss.dMask(), loss.dQuestion());
      for (LinearHead layer : trainedLayers()) {
        ObjectiveLearner.requireFinite(layer.name() + "_gradient_norm", layer.gradientNorm());
      }
      trainedLayers().forEach(layer -> layer.step(learningRate));
    }
    encoder.step(learningRate);
    terms.putAll(loss.terms());
    return terms;
  }
}
