package org.palimpsest.nn;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/** How our networks are trained as DeepLearning4J graphs. */
final class Graphs {

  private Graphs() {}

  /** A graph yet without layers. Losses are outside, and gradients are not divided by the size of the batch. */
  static GraphBuilder builder(OptimiserSpec optimiser) {
    return new NeuralNetConfiguration.Builder()
        .updater(optimiser.updater())
        .l2(optimiser.weightDecay())
        .l2Bias(optimiser.weightDecay())
        .miniBatch(false)
        .trainingWorkspaceMode(WorkspaceMode.NONE)
        .inferenceWorkspaceMode(WorkspaceMode.NONE)
        .graphBuilder();
  }

  /**
   * One optimiser step on the gradient that is set, which it uses up.
   *
   * @param examples from which the gradient comes
   */
  static void step(ComputationGraph graph, int examples, double learningRate) {
    for (UpdaterBlock block : graph.getUpdater().getUpdaterBlocks()) {
      IUpdater updater = block.getGradientUpdater().getConfig();
      if (updater.hasLearningRate()) {
        updater.setLrAndSchedule(learningRate, null);
      }
    }
    INDArray change = graph.getGradientsViewArray();
    int iteration = graph.getIterationCount();
    graph
        .getUpdater()
        .update(new DefaultGradient(change), iteration, 0, examples, LayerWorkspaceMgr.noWorkspaces());
    graph.params().subi(change.reshape(change.length()));
    graph.getConfiguration().setIterationCount(iteration + 1);
  }
}
