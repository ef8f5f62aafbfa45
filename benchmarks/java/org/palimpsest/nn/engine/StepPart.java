package org.palimpsest.nn.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The parts of a training step of the published network. Normalisation and activation have no part of their own: the
 * engine does them on the rows that go into a transform or come out of one. Spectra of kernels are made where they are
 * multiplied; {@code KERNELS}, {@code WEIGHT_PRODUCTS} and {@code INPUT_PRODUCTS} are parts of older sittings alone.
 */
public enum StepPart {
  KERNELS("kernels → spectra"),
  INPUT("batch norm + ReLU, maps → spectra"),
  PRODUCTS("products, forward"),
  OUTPUT("spectra → maps, batch norm's moments"),
  AVERAGE("batch norm + ReLU, average, backward sums"),
  LOSS("loss"),
  OUTPUT_GRADIENT("batch norm backward, gradients → spectra"),
  GRADIENT_PRODUCTS("products, both gradients"),
  WEIGHT_PRODUCTS("products, weight gradient"),
  WEIGHTS("spectra → weight gradient"),
  INPUT_PRODUCTS("products, data gradient"),
  INPUT_GRADIENT("spectra → gradients, ReLU backward, sums"),
  OPTIMISER("Adam"),
  REST("the rest: copies, linear layer, statistics");

  /** One call of the engine's workers. */
  record Call(StepPart part, int layer) {}

  private final String label;

  StepPart(String label) {
    this.label = label;
  }

  /** For people. */
  public String label() {
    return label;
  }

  /** Whether each layer has one, or may have. */
  public boolean ofLayers() {
    return this != LOSS && this != OPTIMISER && this != REST;
  }

  /** Its name among the counters of {@link StepParts}. */
  public String counter() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_");
    return words.length == 1 ? words[0] : words[0] + Character.toUpperCase(words[1].charAt(0)) + words[1].substring(1);
  }

  /** What the workers are called for in one step on {@code layers} convolutions, numbered from 1. */
  static List<Call> calls(int layers) {
    List<Call> calls = new ArrayList<>();
    for (int layer = 1; layer <= layers; layer++) {
      add(calls, layer, INPUT, PRODUCTS, OUTPUT);
    }
    add(calls, layers, AVERAGE);
    for (int layer = layers; layer >= 1; layer--) {
      add(calls, layer, OUTPUT_GRADIENT, GRADIENT_PRODUCTS, layer > 1 ? INPUT_GRADIENT : WEIGHTS);
    }
    return calls;
  }

  private static void add(List<Call> calls, int layer, StepPart... parts) {
    for (StepPart part : parts) {
      calls.add(new Call(part, layer));
    }
  }
}
