package org.palimpsest.nn;

import java.util.List;
import java.util.Optional;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Seed;

/** A network to be built: a record whose components are its hyper-parameters. */
public interface NetworkSpec {

  /** The name by which specs and results refer to the architecture, such as {@code simple-conv-net}. */
  String name();

  /** The shape of an image. */
  Shape input();

  /** D, the width of the bottleneck. */
  int featureCount();

  /** C, the number of target classes. */
  int classes();

  /** Whether the features have unit Euclidean norm. */
  boolean unitFeatures();

  /** One line that tells this network from its siblings, such as {@code 7x7 16-32-64-128, batch norm, relu}. */
  String summary();

  /**
   * Whether in training what comes of one image depends on the others of its batch, as with batch normalisation. Then
   * no image has a gradient of its own.
   */
  default boolean couplesImages() {
    return false;
  }

  /**
   * The network that can see only what single pixels show, such as a colour, of about this one's size; empty if there is
   * no such network.
   */
  default Optional<NetworkSpec> biasOnly() {
    return Optional.empty();
  }

  /**
   * The same architecture for other images and targets.
   *
   * @param classes C
   * @throws IllegalArgumentException if it cannot take such images
   */
  NetworkSpec with(Shape image, int classes);

  /** How the engine computes it, for people: a line per operator. Empty if it does not run on the engine. */
  default List<String> plan() {
    return List.of();
  }

  /** A new encoder with initial parameters drawn from {@code seed}. */
  Encoder create(OptimiserSpec optimiser, Seed seed);
}
