package mine;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.palimpsest.method.CrossEntropy;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Objective;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.method.ObjectiveLearner;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;

/**
 * A start: cross-entropy plus {@code weight / (2 B)} times the sum of squared logits.
 *
 * @param weight of the penalty, at least 0
 */
public record {{Type}}(double weight) implements Method {

  public {{Type}} {
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("weight: expected finite and at least 0, was " + weight);
    }
  }

  public {{Type}}() {
    this(0.1);
  }

  @Override
  public String name() {
    return "{{name}}";
  }

  @Override
  public String title() {
    return "{{Type}}";
  }

  @Override
  public String citation() {
    return "Where it was published";
  }

  /** The loss and its gradients with respect to features (none here) and logits (B, C). */
  Objective objective() {
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
