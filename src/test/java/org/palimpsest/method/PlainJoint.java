package org.palimpsest.method;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.palimpsest.data.Batch;
import org.palimpsest.nn.Encoder.Activations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearHead;
import org.palimpsest.nn.Trainable;

/**
 * RUBi and LearnedMixin+H written out: the networks and layers that are trained, in the order of a gradient, and one
 * plain step of all of them from the same parameters.
 *
 * @param learner of one of the two
 */
public record PlainJoint(Learner learner) {

  public List<Trainable> parts() {
    List<Trainable> parts = new ArrayList<>();
    if (learner instanceof RUBi.Run rubi) {
      parts.addAll(List.of(rubi.encoder(), rubi.biasOnly()));
      parts.addAll(rubi.method().head() == HeadTraining.TRAINED ? rubi.head().layers() : List.of());
    } else {
      parts.add(mixin().encoder());
      parts.addAll(mixin().method().head() == HeadTraining.TRAINED ? List.of(mixin().head()) : List.of());
    }
    return parts;
  }

  public double[] parameters() {
    List<float[]> all = parts().stream().map(Trainable::parameters).toList();
    double[] joined = new double[all.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (float[] part : all) {
      for (float value : part) {
        joined[at++] = value;
      }
    }
    return joined;
  }

  /** The bias-only network, not pre-trained. */
  public Encoder biasOnly() {
    return learner instanceof RUBi.Run rubi ? rubi.biasOnly().network() : mixin().biasOnly().untrained();
  }

  /** A step on {@code factor} times the mean loss over {@code batch}, everything at the same parameters. */
  public double step(Batch batch, double factor, double rate) {
    return learner instanceof RUBi.Run rubi ? step(rubi, batch, factor, rate) : step(mixin(), batch, factor, rate);
  }

  private LearnedMixin.Run mixin() {
    return (LearnedMixin.Run) learner;
  }

  private static double step(RUBi.Run rubi, Batch batch, double factor, double rate) {
    Activations own = rubi.biasOnly().network().train(batch);
    DMatrixRMaj logits = rubi.encoder().train(batch).logits();
    RUBi.Loss loss =
        RUBi.Loss.of(logits, rubi.head().forward(own.features()), batch.targets(), rubi.method().questionWeight());
    rubi.encoder().backward(null, times(factor, loss.dLogits()));
    rubi.biasOnly().network().backward(
        null, times(factor, CrossEntropy.of(own.logits(), batch.targets()).dLogits()));
    rubi.head().backward(times(factor, loss.dMask()), times(factor, loss.dQuestion()));
    rubi.encoder().step(rate);
    rubi.biasOnly().network().step(rate);
    if (rubi.method().head() == HeadTraining.TRAINED) {
      rubi.head().layers().forEach(layer -> layer.step(rate));
    }
    return loss.terms().get("loss");
  }

  private static double step(LearnedMixin.Run mixin, Batch batch, double factor, double rate) {
    Activations outputs = mixin.encoder().train(batch);
    LinearHead head = mixin.head();
    LearnedMixin.Loss loss =
        LearnedMixin.Loss.of(
            outputs.logits(), mixin.biasOnly().untrained().train(batch).logits(), head.forward(outputs.features()),
            batch.targets(), mixin.method().entropyWeight());
    mixin.encoder().backward(head.backward(times(factor, loss.dScale())), times(factor, loss.dLogits()));
    mixin.encoder().step(rate);
    if (mixin.method().head() == HeadTraining.TRAINED) {
      head.step(rate);
    }
    return loss.terms().get("loss");
  }

  public static DMatrixRMaj times(double factor, DMatrixRMaj matrix) {
    DMatrixRMaj scaled = matrix.copy();
    CommonOps_DDRM.scale(factor, scaled);
    return scaled;
  }
}
