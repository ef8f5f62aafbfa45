package org.palimpsest.nn;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Vanilla;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.engine.LayerSpec;

/** Five optimiser steps of the real network on 96 real images, against PyTorch in double precision. */
class TrajectoryGoldenTest {

  private final ReferenceTrajectory trajectory = new ReferenceTrajectory();

  @ParameterizedTest
  @CsvSource({
    "vanilla, RELU, DIRECT", "vanilla, RELU, FFT", "end, TANH_UNIT, DIRECT", "end, TANH_UNIT, FFT"
  })
  void followsTheReference(String method, Bottleneck bottleneck, LayerSpec.Algorithm algorithm) {
    ReferenceNetwork network = ReferenceNetwork.f(bottleneck, algorithm);
    Method trained = method.equals("end") ? new EnD() : new Vanilla();
    Learner learner = trained.learner(network, null);
    JsonNode run = trajectory.run(method);

    for (int step = 0; step < 5; step++) {
      double loss = learner.update(trajectory.step(step), ReferenceTrajectory.RATE).get("loss");
      network.near("loss", loss, run.at("/steps/" + step + "/loss").asDouble(), 2e-4);
      if (step == 0) {
        network.checkGradients(run.at("/steps/0/grad_l2"));
      }
    }

    network.checkParameters(run);
    network.checkEvaluation(network.evaluate(trajectory.batch(0, 4)), run);
  }
}
