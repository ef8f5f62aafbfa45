package org.palimpsest.data;

import org.palimpsest.Require;

/**
 * The labels of N images, all in memory. Immutable by convention: nobody writes to the arrays.
 *
 * @param targets (N), each the number of a value of {@code target}
 * @param privateAttributes (N), each the number of a value of {@code privateAttribute}
 */
public record Labels(Attribute target, Attribute privateAttribute, int[] targets, int[] privateAttributes) {

  public Labels {
    Require.that(
        privateAttributes.length == targets.length,
        "privateAttributes", "%d, one per target".formatted(targets.length), privateAttributes.length);
    Require.labels("targets", targets, targets.length, target.size());
    Require.labels("privateAttributes", privateAttributes, targets.length, privateAttribute.size());
  }

  /** N, the number of images. */
  public int size() {
    return targets.length;
  }

  /** How many images there are of each target and private value. */
  public Groups groups() {
    return Groups.of(targets, privateAttributes, target.size(), privateAttribute.size());
  }

  /** The labels of some of the images, in the order given; an image may come more than once. */
  public Labels select(int[] rows) {
    int[] chosenTargets = new int[rows.length];
    int[] chosenPrivate = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      chosenTargets[i] = targets[rows[i]];
      chosenPrivate[i] = privateAttributes[rows[i]];
    }
    return new Labels(target, privateAttribute, chosenTargets, chosenPrivate);
  }
}
