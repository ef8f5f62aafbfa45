package org.palimpsest.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.bias.Batch;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.Trainable;

/** {@link RUBi} at work: g takes a step, then the network under study, with the head if it is trained. */
record RubiLearner(Encoder encoder, BiasOnly biasOnly, QuestionHead head, RUBi method) implements Learner {

  @Override
  public List<Trainable> trainables() {
    List<Trainable> trainables = new ArrayList<>(List.of(encoder, biasOnly));
    if (method.head() == Head.TRAINED) {
      trainables.addAll(head.layers());
    }
    return trainables;
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
    if (method.head() == Head.TRAINED) {
      head.backward(loss.dMask(), loss.dQuestion());
      for (LinearHead layer : head.layers()) {
        ObjectiveLearner.requireFinite(layer.name() + "_gradient_norm", layer.gradientNorm());
      }
      head.layers().forEach(layer -> layer.step(learningRate));
    }
    encoder.step(learningRate);
    terms.putAll(loss.terms());
    return terms;
  }
}
