package org.palimpsest.nn;

import java.util.List;
import java.util.Optional;
import org.palimpsest.data.Shape;
import org.palimpsest.nn.engine.LayerSpec;
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

  /** True if the features have unit Euclidean norm. */
  boolean unitFeatures();

  /** One line that tells this network from its siblings, such as {@code 7x7 16-32-64-128, batch norm, relu}. */
  String summary();

  /**
   * True if in training an image's outputs depend on the others of its batch, as with batch normalisation. Then no
   * image has a gradient of its own.
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
   * The same architecture for images of a shape and a number of target classes.
   *
   * @param targetClasses C, at least 2
   * @throws IllegalArgumentException if it has no such network
   */
  default NetworkSpec with(Shape image, int targetClasses) {
    if (!image.equals(input()) || targetClasses != classes()) {
      throw new IllegalArgumentException(
          "network: expected one for images of %d x %d x %d and %d classes, was %s for %d x %d x %d and %d"
              .formatted(
                  image.height(), image.width(), image.channels(), targetClasses, name(), input().height(),
                  input().width(), input().channels(), classes()));
    }
    return this;
  }

  /** True if what was published with this architecture started from weights trained on ImageNet. */
  default boolean publishedPretrained() {
    return false;
  }

  /** The engine's layers from the image to the features. Empty if it does not run on the engine. */
  default List<LayerSpec> layers() {
    return List.of();
  }

  /** The engine's plan for it, for people: a line per operator. Empty if it does not run on the engine. */
  default List<String> plan() {
    return List.of();
  }

  /** A new encoder with initial parameters drawn from {@code seed}. */
  Encoder create(OptimiserSpec optimiser, Seed seed);
}
