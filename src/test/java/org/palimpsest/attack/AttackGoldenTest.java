package org.palimpsest.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.metric.Gaussian;
import org.palimpsest.metric.Proportion;
import org.palimpsest.random.Seed;

class AttackGoldenTest {

  private final JsonNode golden = GoldenFiles.json("attack/expected.json");
  private final Features train = features("train");
  private final Features test = features("test");

  @Test
  void firstPrincipalComponentAndItsGaussians() {
    JsonNode expected = golden.get("pca1");
    int[] labels = train.privateAttributes();
    Features both = train.select(IntStream.range(0, train.size()).filter(i -> labels[i] < 2).toArray());
    PrincipalAxis axis = PrincipalAxis.of(both.values());
    assertThat(axis.explained()).isCloseTo(expected.get("explained_variance_ratio").asDouble(), within(1e-9));
    for (int value = 0; value < 2; value++) {
      int wanted = value;
      int[] rows = IntStream.range(0, train.size()).filter(i -> labels[i] == wanted).toArray();
      Gaussian fit = Gaussian.of(axis.scores(train.select(rows).values()));
      assertThat(Math.abs(fit.mean())).isCloseTo(expected.get("abs_mean_class" + value).asDouble(), within(1e-9));
      assertThat(fit.standardDeviation()).isCloseTo(expected.get("std_class" + value).asDouble(), within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.01", "0.001"})
  void convergedLinearProbe(String lambda) {
    JsonNode expected = golden.get("converged_linear_probe_lambda_" + lambda);
    double l2 = Double.parseDouble(lambda);
    DMatrixRMaj x = Standardiser.of(train.rows()).apply(train.rows());
    SoftmaxRegression regression = new SoftmaxRegression(x, train.privateAttributes(), train.classes());
    Lbfgs.Minimum minimum =
        new Lbfgs(10, 1e-7, 5000)
            .minimise((p, g) -> regression.objective(p, l2, g), new double[regression.parameterCount()]);
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.value()).isCloseTo(expected.get("objective").asDouble(), within(1e-6));

    FittedAttack attack =
        new BalancedAttack(AttackSource.BALANCED, l2, 1e-6, 5000).fit(train, new Seed(0));
    assertThat(attack.diagnostics().get("converged")).isEqualTo(1);
    assertThat(attack.diagnostics().get("train_loss"))
        .isCloseTo(expected.get("train_cross_entropy").asDouble(), within(1e-4));
    assertThat(attack.diagnostics().get("train_accuracy"))
        .isCloseTo(expected.get("train_accuracy").asDouble(), within(1e-12));
    assertThat(Proportion.agreement(attack.predict(test), test.privateAttributes()).value())
        .isCloseTo(expected.get("test_accuracy").asDouble(), within(1e-12));

    LinearAttack onePenalty = new LinearAttack(AttackSource.BALANCED, List.of(l2), 1e-6, 5000);
    FittedAttack path = onePenalty.fit(train, new Seed(0));
    assertThat(path.diagnostics()).containsEntry("converged", 1.0).containsEntry("l2", l2);
    assertThat(path.diagnostics().get("train_loss"))
        .isCloseTo(expected.get("train_cross_entropy").asDouble(), within(1e-4));
    DMatrixRMaj logProbabilities =
        onePenalty
            .fit(train.rows(), train.privateAttributes(), train.classes(), new Seed(0))
            .classifier()
            .logProbabilities(test.rows());
    double crossEntropy =
        -IntStream.range(0, test.size())
            .mapToDouble(i -> logProbabilities.get(i, test.privateAttributes()[i]))
            .average()
            .getAsDouble();
    assertThat(crossEntropy).isCloseTo(expected.get("test_cross_entropy").asDouble(), within(1e-4));
    assertThat(path.predict(test)).isEqualTo(attack.predict(test));
  }

  @Test
  void plainGradientDescent() {
    JsonNode expected = golden.get("sgd_probe");
    DMatrixRMaj x = Standardiser.of(train.rows()).apply(train.rows());
    SoftmaxRegression regression = new SoftmaxRegression(x, train.privateAttributes(), train.classes());
    double[] weights = GoldenFiles.array("attack/sgd_init_weight.npy");
    double[] bias = GoldenFiles.array("attack/sgd_init_bias.npy");
    double[] parameters = new double[weights.length + bias.length];
    System.arraycopy(weights, 0, parameters, 0, weights.length);
    System.arraycopy(bias, 0, parameters, weights.length, bias.length);
    int[] rows = IntStream.range(0, train.size()).toArray();
    int batch = expected.get("batch").asInt();
    int steps = expected.get("losses").size();
    double[] gradient = new double[parameters.length];
    for (int step = 0; step < steps; step++) {
      int from = step * batch % rows.length;
      double loss =
          regression.step(parameters, rows, from, from + batch, expected.get("lr").asDouble(), gradient);
      double reference = expected.get("losses").get(step).asDouble();
      assertThat(loss).as("loss of step %d", step).isCloseTo(reference, within(1e-10));
    }
    double[] finalWeights = GoldenFiles.array("attack/sgd_final_weight.npy");
    for (int i = 0; i < finalWeights.length; i++) {
      assertThat(parameters[i]).isCloseTo(finalWeights[i], within(1e-10));
    }
  }

  private Features features(String split) {
    int[] targets = GoldenFiles.ints("attack/" + split + "_targets.npy");
    return new Features(
        GoldenFiles.matrix("attack/" + split + "_features.npy"),
        null,
        targets,
        GoldenFiles.ints("attack/" + split + "_private.npy"),
        golden.get("classes").asInt());
  }
}
