package org.palimpsest.method;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.Require;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Groups;
import org.palimpsest.method.Method.SearchRange;
import org.palimpsest.method.Objective.LossAndGradient;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.nn.Trainable;

/**
 * Group distributionally robust optimisation over the groups (target y, private attribute b). A distribution q over
 * groups follows the loss, and the network descends the loss weighted by it: with L_g the mean cross-entropy of the
 * batch's images of group g,
 *
 * <pre>q_g := q_g exp(eta L_g), scaled to sum to 1;   loss = sum over g of q_g L_g,   q held constant.</pre>
 *
 * As in the reference implementation (Algorithm 1 of the paper, online), a group that is not in the batch counts as
 * one of loss 0: it adds nothing to the loss, and its q shrinks by the scaling alone. The same goes at every step for
 * groups that the training images never show; they start with the same share as all others, so until they have shrunk
 * the weights of the groups in a batch sum to less than 1. Terms reported: {@code loss}, {@code worst_group_loss} (the
 * largest L_g in the batch), {@code largest_weight} (the largest q_g after its step) and {@code empty_cells} (groups
 * without training images).
 *
 * <p>Deviation: batches are the run's shuffled ones, as in SubpopBench (Yang et al. 2023), whereas Algorithm 1 draws
 * the groups of a batch evenly; the paper's adjustment by group size is left at its default, none.
 *
 * <p>The images of a batch are coupled: an image's gradient is divided by the number of images of its group in the
 * batch, and multiplied by a q that the losses of all others have moved.
 *
 * @param eta step size of q, at least 0; q has no other, and the learning rate does not scale it
 */
public record GroupDro(double eta) implements Method {

  public GroupDro {
    Require.weight("eta", eta);
  }

  /** The authors' step size, 0.01. */
  public GroupDro() {
    this(0.01);
  }

  @Override
  public String name() {
    return "group-dro";
  }

  @Override
  public String title() {
    return "Group DRO";
  }

  @Override
  public String citation() {
    return "Sagawa, Koh, Hashimoto & Liang, Distributionally robust neural networks for group shifts, ICLR 2020,"
        + " arXiv:1911.08731";
  }

  /**
   * The loss under constant weights.
   *
   * @param weights q_g of group {@code g = y privateClasses + b}, each at least 0
   */
  public Objective objective(double[] weights, int privateClasses) {
    return (activations, targets, privateAttributes) -> {
      Losses groups =
          Losses.of(
              activations.logits(), targets, privateAttributes, weights.length / privateClasses, privateClasses);
      DMatrixRMaj dLogits = groups.gradient(weights);
      double loss = 0;
      for (int g = 0; g < weights.length; g++) {
        loss += weights[g] * groups.means()[g];
      }
      Map<String, Double> terms = new LinkedHashMap<>();
      terms.put("loss", loss);
      terms.put("worst_group_loss", Arrays.stream(groups.means()).max().orElseThrow());
      return new LossAndGradient(terms, null, dLogits);
    };
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    Groups groups = training.images().labels().groups();
    int count = groups.targets() * groups.privateValues();
    return new Run(this, encoder, groups, new GroupWeights(count, eta));
  }

  @Override
  public boolean couplesImages() {
    return true;
  }

  /** SubpopBench's range. */
  @Override
  public List<SearchRange> searchSpace() {
    return List.of(SearchRange.logarithmic("eta", 1e-3, 0.1));
  }

  /** Moves q up the groups' losses, then the encoder down their sum under the new q. */
  record Run(GroupDro method, Encoder encoder, Groups groups, GroupWeights weights) implements Learner {

    @Override
    public List<Trainable> trainables() {
      return List.of(encoder, weights);
    }

    /** @throws TrainingDiverged if a term of the loss or the gradient is not finite; nothing has moved then */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      Activations activations = encoder.train(batch);
      int privateClasses = groups.privateValues();
      Losses losses =
          Losses.of(
              activations.logits(),
              batch.targets(),
              batch.privateAttributes(),
              groups.targets(),
              privateClasses);
      double[] next = weights.after(losses.means());
      LossAndGradient at =
          method.objective(next, privateClasses).at(activations, batch.targets(), batch.privateAttributes());
      Map<String, Double> terms = new LinkedHashMap<>(at.terms());
      terms.put("largest_weight", Arrays.stream(next).max().orElseThrow());
      terms.put("empty_cells", (double) groups.empty());
      TrainingDiverged.unlessFinite(terms);
      encoder.backward(null, at.dLogits());
      TrainingDiverged.unlessFinite("gradient_norm", encoder.gradientNorm());
      weights.set(next);
      encoder.step(learningRate);
      return terms;
    }
  }

  /**
   * The cross-entropy of a batch by group (y, b).
   *
   * @param group of each image, {@code y privateClasses + b}
   * @param sizes images per group
   * @param means L_g, the mean cross-entropy of each group in nats; 0 for groups without images
   * @param logProbabilities (B, C)
   * @param targets (B)
   */
  record Losses(int[] group, int[] sizes, double[] means, DMatrixRMaj logProbabilities, int[] targets) {

    static Losses of(
        DMatrixRMaj logits, int[] targets, int[] privateAttributes, int targetClasses, int privateClasses) {
      if (logits.numCols != targetClasses) {
        throw new IllegalArgumentException(
            "logits: expected %d columns, one per target of the training images, was %d"
                .formatted(targetClasses, logits.numCols));
      }
      Require.labels("targets", targets, logits.numRows, targetClasses);
      Require.labels("privateAttributes", privateAttributes, logits.numRows, privateClasses);
      DMatrixRMaj logProbabilities = LogSoftmax.of(logits);
      int[] group = new int[logits.numRows];
      int[] sizes = new int[targetClasses * privateClasses];
      double[] means = new double[sizes.length];
      for (int i = 0; i < group.length; i++) {
        group[i] = targets[i] * privateClasses + privateAttributes[i];
        sizes[group[i]]++;
        means[group[i]] -= logProbabilities.get(i, targets[i]);
      }
      for (int g = 0; g < sizes.length; g++) {
        means[g] /= Math.max(1, sizes[g]);
      }
      return new Losses(group, sizes, means, logProbabilities, targets);
    }

    /** The gradient (B, C) with respect to the logits of the sum of L_g weighted by {@code weights}. */
    DMatrixRMaj gradient(double[] weights) {
      DMatrixRMaj gradient = logProbabilities.copy();
      int classes = gradient.numCols;
      for (int i = 0; i < group.length; i++) {
        double weight = weights[group[i]] / sizes[group[i]];
        for (int c = 0; c < classes; c++) {
          gradient.data[i * classes + c] = weight * Math.exp(gradient.data[i * classes + c]);
        }
        gradient.data[i * classes + targets[i]] -= weight;
      }
      return gradient;
    }
  }
}
