package org.palimpsest.data;

import java.util.List;
import java.util.Optional;
import org.palimpsest.Require;

/**
 * A dataset under a condition: what is asked of its images, and who has which of them.
 *
 * @param alignment which private values go with a target, if any do
 * @param image the shape of every image
 * @param training the mix that networks are trained on
 * @param defaults the mixes that stand for as-is and balanced where nothing else is said
 * @param train the images of the network under study
 * @param validation images for model selection, seen by nobody else
 * @param attack the images of an attacker who has none of the network's
 * @param splits the test images
 * @param headline the split whose numbers come first
 */
public record Task(
    Attribute target,
    Attribute privateAttribute,
    Optional<Alignment> alignment,
    Shape image,
    Mix training,
    Defaults defaults,
    Pool train,
    Optional<Pool> validation,
    Pool attack,
    List<Split> splits,
    String headline) {

  /**
   * What {@code as-is} and {@code balanced} come to. Images that are painted have no mix of their own.
   *
   * @param asIs where attackers take images as they come
   * @param balanced where target and private attribute are to be independent
   */
  public record Defaults(Mix asIs, Mix balanced) {

    /** Images that have a mix of their own. */
    public static final Defaults NATURAL = new Defaults(Mix.asIs(), Mix.balanced());

    /** The mix that one stands for. */
    public Mix resolve(Mix mix) {
      if (mix instanceof Mix.AsIs) {
        return asIs;
      }
      return mix instanceof Mix.Balanced ? balanced : mix;
    }
  }

  public Task {
    splits = List.copyOf(splits);
    Require.that(
        splits.stream().anyMatch(split -> split.name().equals(headline)),
        "headline", "one of " + splits.stream().map(Split::name).toList(), headline);
    alignment.ifPresent(
        goesWith ->
            Require.that(
                goesWith.goesWith().length == target.size()
                    && goesWith.goesWith()[0].length == privateAttribute.size(),
                "alignment", "%d x %d".formatted(target.size(), privateAttribute.size()),
                goesWith.goesWith().length + " x " + goesWith.goesWith()[0].length));
  }

  /** @throws IllegalArgumentException if there is none of that name */
  public Split split(String name) {
    return splits.stream()
        .filter(split -> split.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "split: expected one of %s, was %s".formatted(splits.stream().map(Split::name).toList(), name)));
  }

  /**
   * Named images on which networks and attackers are measured.
   *
   * @param meaning a few words for people, such as {@code colour independent of the digit}
   * @param pool the images
   * @param mix in which the images are taken from the pool
   * @param weighting the shares of the groups in every mean: an accuracy is a mean over groups
   */
  public record Split(String name, String meaning, Pool pool, Mix mix, Mix weighting) {}
}
