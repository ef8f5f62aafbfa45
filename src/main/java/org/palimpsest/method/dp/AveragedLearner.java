package org.palimpsest.method.dp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.method.Learner;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpStatement;

/**
 * Another learner, of whose encoder everybody else sees moving averages: whatever is validated, measured or saved has
 * them, and training goes on from the {@link RawWeights}. What the other learner promises stays true, as averages are
 * made of what it released.
 */
final class AveragedLearner implements Learner {

  private final Learner learner;
  private final RawWeights weights;

  /**
   * @param learner of {@code encoder}, before its first step
   * @param decay in (0, 1)
   */
  AveragedLearner(Learner learner, Encoder encoder, double decay) {
    this.learner = learner;
    this.weights = new RawWeights(encoder, decay);
  }

  @Override
  public List<Trainable> trainables() {
    List<Trainable> trainables = new ArrayList<>(learner.trainables());
    trainables.add(weights);
    return List.copyOf(trainables);
  }

  @Override
  public Batches batches(Batches shuffled) {
    return learner.batches(shuffled);
  }

  @Override
  public Optional<DpStatement> promise() {
    return learner.promise();
  }

  @Override
  public Map<String, Double> update(Batch batch, double learningRate) {
    return weights.during(() -> learner.update(batch, learningRate));
  }

  /**
   * The weights that train where the encoder itself shows their exponential moving averages: after step t, counted from
   * 0, average += (1 - d) (raw - average), d = min(decay, (1 + t) / (10 + t)). Optimiser state stays with the encoder.
   */
  static final class RawWeights implements Trainable {

    private final Encoder encoder;
    private final double decay;
    private float[] raw;
    private long steps;

    /**
     * @param encoder as new: averages and weights begin with the same values
     * @param decay in (0, 1)
     */
    RawWeights(Encoder encoder, double decay) {
      this.encoder = encoder;
      this.decay = decay;
      this.raw = encoder.parameters();
    }

    /** Has the encoder updated with the raw weights in it; then it has the new averages. */
    <T> T during(Supplier<T> update) {
      float[] average = encoder.parameters();
      encoder.parameters(raw);
      T result = update.get();
      raw = encoder.parameters();
      double pace = 1 - Math.min(decay, (1.0 + steps) / (10.0 + steps));
      for (int i = 0; i < average.length; i++) {
        average[i] += (float) (pace * ((double) raw[i] - average[i]));
      }
      encoder.parameters(average);
      steps++;
      return result;
    }

    @Override
    public String name() {
      return "raw-weights";
    }

    @Override
    public float[] parameters() {
      return raw.clone();
    }

    @Override
    public void save(Path file) throws IOException {
      try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
        out.writeUTF(terms());
        out.writeLong(steps);
        for (float weight : raw) {
          out.writeFloat(weight);
        }
      }
    }

    @Override
    public void restore(Path file) throws IOException {
      try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        String terms = in.readUTF();
        if (!terms.equals(terms())) {
          throw new IOException("%s: expected %s, was %s".formatted(file, terms(), terms));
        }
        steps = in.readLong();
        for (int i = 0; i < raw.length; i++) {
          raw[i] = in.readFloat();
        }
      }
    }

    private String terms() {
      return "%d weights under averages of decay %s".formatted(raw.length, decay);
    }
  }
}
