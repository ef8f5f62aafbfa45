package org.palimpsest.nn.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec.Algorithm;
import org.palimpsest.random.Seed;

/**
 * A small network of both algorithms gives what it once gave, kept in a file: so every JDK gives the same, from the
 * drawing of its parameters to their gradients.
 */
class PinnedResultsTest {

  private static final String FILE = "/engine/pinned-results.json";
  private static final double TOLERANCE = 1e-6;
  private static final Shape INPUT = new Shape(6, 7, 2);
  private static final int BATCH = 3;

  private static final List<LayerSpec> LAYERS =
      List.of(
          LayerSpec.Convolution.same(2, 3, 5),
          new LayerSpec.BatchNorm(3),
          new LayerSpec.Relu(),
          new LayerSpec.Convolution(3, 4, 3, 2, 1, Algorithm.AUTO),
          new LayerSpec.GroupNorm(4, 2),
          new LayerSpec.Tanh(),
          LayerSpec.Convolution.same(4, 3, 5),
          new LayerSpec.Tanh(),
          new LayerSpec.GlobalAveragePool());

  private static float[] normal(int length, String name) {
    RandomGenerator random = new Seed(1).derive(name).generator();
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static Map<String, float[]> results() {
    Map<String, float[]> results = new LinkedHashMap<>();
    try (Workers workers = new Workers(2)) {
      Stack stack = new Stack(INPUT, LAYERS, workers);
      float[] drawn = Initialisation.draw(LAYERS, new Seed(1));
      System.arraycopy(drawn, 0, stack.parameters(), 0, drawn.length);
      float[] x = normal(BATCH * INPUT.volume(), "x");
      results.put("output", Arrays.copyOf(stack.forward(x, BATCH, true), BATCH * stack.output().volume()));
      float[] dy = normal(BATCH * stack.output().volume(), "dy");
      results.put("input gradient", Arrays.copyOf(stack.backward(dy, true), x.length));
      for (ParameterSlot slot : stack.slots()) {
        boolean running = slot.parameter().kind() == Parameter.Kind.RUNNING;
        float[] from = running ? stack.parameters() : stack.gradients();
        results.put(slot.name(), Arrays.copyOfRange(from, slot.offset(), slot.end()));
      }
      results.put("evaluated", Arrays.copyOf(stack.forward(x, BATCH, false), BATCH * stack.output().volume()));
    }
    return results;
  }

  @Test
  void areWhatTheyWere() throws IOException {
    JsonNode pinned;
    try (InputStream file = PinnedResultsTest.class.getResourceAsStream(FILE)) {
      pinned = new ObjectMapper().readTree(file);
    }
    Map<String, float[]> results = results();
    assertThat(results.keySet()).hasSameSizeAs(pinned);
    results.forEach((name, found) -> {
      assertThat(found).as(name).hasSameSizeAs(pinned.required(name));
      double difference = 0;
      double norm = 0;
      for (int i = 0; i < found.length; i++) {
        double expected = pinned.get(name).get(i).asDouble();
        difference += (found[i] - expected) * (found[i] - expected);
        norm += expected * expected;
      }
      assertThat(Math.sqrt(difference)).as(name).isLessThanOrEqualTo(TOLERANCE * Math.sqrt(norm));
    });
  }

  /** Prints the file. */
  public static void main(String[] args) throws IOException {
    System.out.println(new ObjectMapper().writeValueAsString(results()).replace("],", "],\n"));
  }
}
