package org.palimpsest.experiment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.FeatureRows;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.LinearFit;
import org.palimpsest.data.Images;
import org.palimpsest.data.Sample;
import org.palimpsest.data.features.FeatureTable;
import org.palimpsest.data.features.GivenRows;
import org.palimpsest.nn.Evaluator;

/**
 * Features that files hold, of one arm of a {@link FeatureTable}. Where there is a target, the head is a linear
 * classifier of it, fitted to the rows that attackers do not have: multinomial logistic regression on standardised
 * features as that of {@link org.palimpsest.attack.BalancedAttack}.
 */
final class GivenFeatures implements FeatureSource {

  private static final double L2 = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-4;
  private static final int ITERATIONS = 1000;

  private final int arm;
  private final Optional<LinearFit> head;
  private final Map<String, Features> whole = new HashMap<>();

  private GivenFeatures(int arm, Optional<LinearFit> head) {
    this.arm = arm;
    this.head = head;
  }

  /** Those of a cell. */
  static GivenFeatures of(CellData data) {
    CellSpec spec = data.spec();
    FeatureTable table = (FeatureTable) spec.dataset();
    int arm = table.arm(spec.method().name()).orElseThrow();
    GivenFeatures headless = new GivenFeatures(arm, Optional.empty());
    if (table.target().isEmpty()) {
      return headless;
    }
    Features fit = headless.of(data.erasureTrain(Optional.empty()));
    LinearFit head =
        LinearFit.of(
            fit.values(), fit.targets(), data.task().target().size(), L2, GRADIENT_TOLERANCE, ITERATIONS);
    return new GivenFeatures(arm, Optional.of(head));
  }

  @Override
  public Features of(Sample sample) {
    Features all = whole.computeIfAbsent(sample.images().id(), id -> read(sample.images()));
    return sample.isWhole() ? all : all.select(sample.rows());
  }

  private Features read(Images images) {
    GivenRows given = (GivenRows) images;
    FeatureRows values = FeatureRows.of(given.arms().get(arm), given.rows().get(arm));
    return new Features(
        values,
        head.map(linear -> predicted(linear.logProbabilities(values))).orElse(null),
        images.labels().targets(),
        images.labels().privateAttributes(),
        images.privateClasses());
  }

  @Override
  public int[] answers(DMatrixRMaj features) {
    return head.map(linear -> predicted(linear.logProbabilities(FeatureRows.of(features)))).orElse(null);
  }

  private static int[] predicted(DMatrixRMaj scores) {
    int[] predicted = new int[scores.numRows];
    Evaluator.predictInto(predicted, 0, scores);
    return predicted;
  }
}
