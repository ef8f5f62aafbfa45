package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;

class EnDGoldenTest {

  @ParameterizedTest
  @ValueSource(strings = {"case1", "case2", "case3"})
  void publishedPairs(String folder) {
    JsonNode expected = expected(folder);
    double total = expected.get("total").asDouble();
    check(folder, EnD.Pairs.PUBLISHED, expected.get("R_parallel").asDouble(), total, "grad_features.npy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"case1", "case2", "case3"})
  void allPairs(String folder) {
    JsonNode expected = expected(folder);
    double parallel = expected.get("R_parallel_over_all_cross_pairs").asDouble();
    double total =
        expected.get("alpha").asDouble() * expected.get("R_orthogonal").asDouble()
            + expected.get("beta").asDouble() * parallel;
    check(folder, EnD.Pairs.ALL, parallel, total, "grad_features_all_cross_pairs.npy");
  }

  private static void check(String folder, EnD.Pairs pairs, double parallel, double total, String gradientFile) {
    JsonNode expected = expected(folder);
    EnD end = new EnD(expected.get("alpha").asDouble(), expected.get("beta").asDouble(), pairs);
    DMatrixRMaj features = GoldenFiles.matrix(file(folder, "features.npy"));
    int[] targets = GoldenFiles.ints(file(folder, "targets.npy"));
    LossAndGradient at =
        end.objective().at(
            new Activations(features, new DMatrixRMaj(features.numRows, 10)),
            targets,
            GoldenFiles.ints(file(folder, "private_labels.npy")));

    assertClose(at.terms().get("r_orthogonal"), expected.get("R_orthogonal").asDouble());
    assertClose(at.terms().get("r_parallel"), parallel);
    assertThat(at.loss()).isCloseTo(Math.log(10) + total, within(1e-14));
    DMatrixRMaj gradient = GoldenFiles.matrix(file(folder, gradientFile));
    assertThat(at.dFeatures().getNumElements()).isEqualTo(gradient.getNumElements());
    for (int i = 0; i < gradient.getNumElements(); i++) {
      double tolerance = 1e-9 * Math.abs(gradient.data[i]) + 1e-15;
      assertThat(at.dFeatures().data[i]).isCloseTo(gradient.data[i], within(tolerance));
    }
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }

  private static JsonNode expected(String folder) {
    return GoldenFiles.json(file(folder, "expected.json"));
  }

  private static String file(String folder, String name) {
    return "objectives/" + folder + "/end/" + name;
  }
}
