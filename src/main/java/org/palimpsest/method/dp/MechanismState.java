package org.palimpsest.method.dp;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.palimpsest.nn.Trainable;
import org.palimpsest.privacy.DpMechanism;

/**
 * A mechanism's place in a checkpoint: the step that is next, and what was spent.
 *
 * @param name which of a learner's mechanisms it is
 */
record MechanismState(String name, DpMechanism mechanism) implements Trainable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** @param terms what the state belongs to */
  private record Saved(String terms, DpMechanism.State state) {}

  @Override
  public boolean followsLearningRate() {
    return false;
  }

  /** The steps accounted for. */
  @Override
  public float[] parameters() {
    return new float[] {mechanism.state().accountedSteps()};
  }

  @Override
  public void save(Path file) throws IOException {
    JSON.writeValue(file.toFile(), new Saved(mechanism.terms(), mechanism.state()));
  }

  @Override
  public void restore(Path file) throws IOException {
    Saved saved = JSON.readValue(file.toFile(), Saved.class);
    if (!saved.terms().equals(mechanism.terms())) {
      throw new IOException("%s: expected %s, was %s".formatted(file, mechanism.terms(), saved.terms()));
    }
    mechanism.resume(saved.state());
  }
}
