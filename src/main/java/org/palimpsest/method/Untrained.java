package org.palimpsest.method;

import java.util.List;
import java.util.Map;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Images;
import org.palimpsest.method.Method.Role;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;

/**
 * A control, the floor for training: the network with its initial parameters. It asks for no batches, so no step is
 * ever made.
 */
public record Untrained() implements Method {

  @Override
  public String name() {
    return "untrained";
  }

  @Override
  public String title() {
    return "Untrained";
  }

  @Override
  public String citation() {
    return "Control: the network with its initial parameters";
  }

  @Override
  public Role role() {
    return Role.CONTROL;
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    return new Idle(encoder);
  }

  private record Idle(Encoder encoder) implements Learner {

    @Override
    public List<Trainable> trainables() {
      return List.of();
    }

    @Override
    public Batches batches(Batches shuffled) {
      return new Batches() {
        @Override
        public int count(Images images) {
          return 0;
        }

        @Override
        public Iterable<Batch> batches(Images images, int epoch) {
          return List.of();
        }
      };
    }

    /** The cross-entropy of the batch; nothing moves. */
    @Override
    public Map<String, Double> update(Batch batch, double learningRate) {
      return new CrossEntropy().at(encoder.evaluate(batch), batch.targets(), batch.privateAttributes()).terms();
    }
  }
}
