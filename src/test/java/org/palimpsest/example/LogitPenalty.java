package org.palimpsest.example;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.method.Objective;
import org.palimpsest.method.ObjectiveLearner;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;

/** Cross-entropy plus weight / (2 B) times the sum of squared logits. */
public record LogitPenalty(double weight) implements Method {

  public LogitPenalty() {
    this(0.1);
  }

  @Override
  public String name() {
    return "logit-penalty";
  }

  @Override
  public String title() {
    return "Logit penalty";
  }

  @Override
  public String citation() {
    return "An example";
  }

  public Objective objective() {
    return (activations, targets, privateAttributes) -> {
      LossAndGradient base = new CrossEntropy().at(activations, targets, privateAttributes);
      DMatrixRMaj dLogits = base.dLogits();
      double scale = weight / activations.size();
      double norm = NormOps_DDRM.normF(activations.logits());
      CommonOps_DDRM.addEquals(dLogits, scale, activations.logits());
      return new LossAndGradient(Map.of("loss", base.loss() + scale * norm * norm / 2), null, dLogits);
    };
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new ObjectiveLearner(encoder, objective());
  }
}
