package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.OptimiserSpec;

/** The losses of RUBi, LearnedMixin+H and ReBias against the published code in double precision. */
class TwoNetworksGoldenTest {

  private final Map<String, Double> largest = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(strings = {"case1", "case2", "case3"})
  void hsic(String folder) {
    String at = "objectives/" + folder + "/hsic/";
    JsonNode expected = GoldenFiles.json(at + "expected.json");
    double sigma = expected.get("sigma").asDouble();
    Hsic.Kernel f = Hsic.Kernel.of(GoldenFiles.matrix(at + "f_features.npy"), sigma);
    Hsic.Kernel g = Hsic.Kernel.of(GoldenFiles.matrix(at + "g_features.npy"), sigma);
    Hsic ofF = Hsic.of(ReBias.Estimator.UNBIASED, f, g);
    Hsic ofG = Hsic.of(ReBias.Estimator.UNBIASED, g, f);
    for (String name : new String[] {"as_published_unbiased", "unbiased_song2012"}) {
      near(name, ofF.value(), expected.get(name).asDouble());
      near(name, ofG.value(), expected.get(name).asDouble());
      near(name + " gradient", ofF.gradient().data, at + "grad_f_" + name + ".npy");
      near(name + " gradient", ofG.gradient().data, at + "grad_g_" + name + ".npy");
    }
    Hsic biased = Hsic.of(ReBias.Estimator.BIASED, f, g);
    near("biased", biased.value(), expected.get("as_published_biased").asDouble());
    near("biased", biased.value(), expected.get("biased_gretton2005").asDouble());
    near("biased gradient", biased.gradient().data, at + "grad_f_as_published_biased.npy");
    double[] other = Hsic.of(ReBias.Estimator.BIASED, g, f).gradient().data;
    near("biased gradient", other, at + "grad_g_as_published_biased.npy");
    System.out.println("hsic " + folder + ": largest relative errors " + largest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"case1", "case2", "case3"})
  void rubi(String folder) {
    String at = "objectives/" + folder + "/rubi/";
    JsonNode expected = GoldenFiles.json(at + "expected.json");
    LinearHead layer = head(at);
    QuestionHead head = new QuestionHead.Linear(layer);
    RUBi.Loss loss =
        RUBi.Loss.of(
            GoldenFiles.matrix(at + "f_logits.npy"),
            head.forward(GoldenFiles.matrix(at + "g_features.npy")),
            GoldenFiles.ints(at + "targets.npy"),
            expected.get("question_loss_weight").asDouble());
    head.backward(loss.dMask(), loss.dQuestion());
    near("loss", loss.terms().get("loss"), expected.get("loss").asDouble());
    near("fusion", loss.terms().get("fusion"), expected.get("fusion_loss").asDouble());
    near("question", loss.terms().get("question"), expected.get("question_loss").asDouble());
    near("logit gradient", loss.dLogits().data, at + "grad_f_logits.npy");
    near("head gradient", layer.gradient(), at + "grad_fc_weight.npy", at + "grad_fc_bias.npy");
    System.out.println("rubi " + folder + ": largest relative errors " + largest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"case1", "case2", "case3"})
  void learnedMixin(String folder) {
    String at = "objectives/" + folder + "/learnedmixin/";
    JsonNode expected = GoldenFiles.json(at + "expected.json");
    LinearHead head = head(at);
    LearnedMixin.Loss loss =
        LearnedMixin.Loss.of(
            GoldenFiles.matrix(at + "f_logits.npy"),
            GoldenFiles.matrix(at + "g_logits.npy"),
            head.forward(GoldenFiles.matrix(at + "f_features.npy")),
            GoldenFiles.ints(at + "targets.npy"),
            expected.get("w").asDouble());
    DMatrixRMaj dFeatures = head.backward(loss.dScale());
    near("loss", loss.terms().get("loss"), expected.get("loss_as_published").asDouble());
    near("logit gradient", loss.dLogits().data, at + "grad_f_logits.npy");
    near("feature gradient", dFeatures.data, at + "grad_f_features.npy");
    near("head gradient", head.gradient(), at + "grad_fc_weight.npy", at + "grad_fc_bias.npy");
    System.out.println("learned-mixin " + folder + ": largest relative errors " + largest);
  }

  private static LinearHead head(String at) {
    return new LinearHead(
        "head",
        GoldenFiles.matrix(at + "fc_weight.npy"),
        GoldenFiles.array(at + "fc_bias.npy"),
        new OptimiserSpec(0));
  }

  private void near(String what, double[] actual, String... files) {
    int i = 0;
    for (String file : files) {
      for (double expected : GoldenFiles.array(file)) {
        near(what, actual[i++], expected);
      }
    }
    assertThat(actual).hasSize(i);
  }

  /** 1e-9 relative, 1e-14 absolute. */
  private void near(String what, double actual, double expected) {
    double error = Math.abs(actual - expected) / (Math.abs(expected) + 1e-5);
    largest.merge(what, error, Math::max);
    assertThat(error).as("%s: %s against %s", what, actual, expected).isLessThan(1e-9);
  }
}
