package org.palimpsest.method;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.BatchOrder;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.ReferenceNetwork;
import org.palimpsest.nn.ReferenceTrajectory;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.engine.LayerSpec;

/** The learners with a bias-only network, on the real networks, against PyTorch in double precision. */
class TwoNetworksTrajectoryGoldenTest {

  private static final double LOSS = 2e-4;

  private final ReferenceTrajectory trajectory = new ReferenceTrajectory();
  private ReferenceNetwork f;
  private final ReferenceNetwork g = ReferenceNetwork.g();

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FFT"})
  void rebias(LayerSpec.Algorithm algorithm) {
    f = ReferenceNetwork.f(Bottleneck.RELU, algorithm);
    Learner learner = new ReBias.Run(f, new BiasOnly(g), new ReBias());
    JsonNode run = trajectory.run("rebias");
    for (int step = 0; step < 5; step++) {
      Map<String, Double> terms = learner.update(trajectory.step(step), ReferenceTrajectory.RATE);
      JsonNode expected = run.at("/steps/" + step);
      f.near("loss", terms.get("loss"), expected.get("loss").asDouble(), LOSS);
      f.near("cross-entropy", terms.get("cross_entropy"), expected.get("ce").asDouble(), LOSS);
      f.near("hsic", terms.get("hsic"), expected.get("hsic").asDouble(), 1e-3);
      g.near("cross-entropy", terms.get("bias_only_cross_entropy"), expected.get("g_cls").asDouble(), LOSS);
      g.near("hsic", -terms.get("bias_only_hsic"), expected.get("g_inner").asDouble(), 1e-3);
      if (step == 0) {
        f.checkGradients(expected.get("grad_l2"));
      }
    }
    check("rebias " + algorithm, run);
  }

  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FFT"})
  void rubi(LayerSpec.Algorithm algorithm) {
    f = ReferenceNetwork.f(Bottleneck.RELU, algorithm);
    LinearHead head = head("rubi", 10);
    Learner learner = new RUBi.Run(f, new BiasOnly(g), new QuestionHead.Linear(head), new RUBi());
    float[] initial = head.parameters();
    JsonNode run = trajectory.run("rubi");
    for (int step = 0; step < 5; step++) {
      Map<String, Double> terms = learner.update(trajectory.step(step), ReferenceTrajectory.RATE);
      JsonNode expected = run.at("/steps/" + step);
      f.near("loss", terms.get("loss"), expected.get("loss").asDouble(), LOSS);
      g.near("cross-entropy", terms.get("bias_only_cross_entropy"), expected.get("g_cls").asDouble(), LOSS);
      if (step == 0) {
        f.checkGradients(expected.get("grad_l2"));
      }
    }
    assertThat(head.parameters()).isEqualTo(initial);
    check("rubi " + algorithm, run);
  }

  /** The reference trains g on the first two batches and f on the three that follow. */
  @ParameterizedTest
  @EnumSource(names = {"DIRECT", "FFT"})
  void learnedMixin(LayerSpec.Algorithm algorithm) {
    f = ReferenceNetwork.f(Bottleneck.RELU, algorithm);
    LinearHead head = head("learnedmixin", 1);
    BatchImages pretraining = new BatchImages(trajectory.batch(0, 2 * ReferenceTrajectory.BATCH), 10, 10);
    BatchOrder order = BatchOrder.sequential(ReferenceTrajectory.BATCH);
    JsonNode run = trajectory.run("learnedmixin");
    Pretrained biasOnly = new Pretrained(new BiasOnly(g), pretraining, order, 1);
    Learner learner = new LearnedMixin.Run(f, biasOnly, head, new LearnedMixin());
    for (int step = 2; step < 5; step++) {
      Map<String, Double> terms = learner.update(trajectory.step(step), ReferenceTrajectory.RATE);
      JsonNode expected = run.at("/steps/" + step);
      f.near("loss", terms.get("loss"), expected.get("loss").asDouble(), LOSS);
      if (step == 2) {
        f.checkGradients(expected.get("grad_l2"));
      }
    }
    check("learned-mixin " + algorithm, run);
  }

  private void check(String method, JsonNode run) {
    f.checkParameters(run);
    f.checkEvaluation(f.evaluate(trajectory.batch(0, 4)), run);
    System.out.println(method + ": largest errors " + f.largestErrors() + "of g: " + g.largestErrors());
  }

  private static LinearHead head(String method, int outputs) {
    String init = "trajectories/init/" + method + ".fc.";
    double[] bias = GoldenFiles.array(init + "bias.npy");
    assertThat(bias).hasSize(outputs);
    return new LinearHead(method, GoldenFiles.matrix(init + "weight.npy"), bias, new OptimiserSpec(1e-4));
  }
}
