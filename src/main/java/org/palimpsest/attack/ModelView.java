package org.palimpsest.attack;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Images;

/** What a {@link ModelAttack} may see of a trained network and its images. */
public interface ModelView {

  /** The network's features of the images of {@link #attackTrain}, in their order. */
  Features attackFeatures(AttackImages which, double attackerRho);

  /** The network's features of the test images of a split, in their order. */
  Features testFeatures(String split);

  /** The network's logits (N, C) of any images, in their order. */
  DMatrixRMaj logits(Images images);

  /** The images it was trained on, in the colours it saw. */
  Images members();

  /**
   * Images it never saw, coloured anew at the same correlation: those of the disjoint attacker, or in the published
   * protocol, where there are none, the test images.
   */
  Images nonMembers();

  /** Images to learn an attack from, coloured at the attack's own correlation. */
  Images attackTrain(AttackImages which, double attackerRho);

  /** The test images by the name of their split. */
  Map<String, Images> tests();

  /**
   * The target that a classifier reads which has nothing to do with the network: trained apart from it, on images
   * whose private attribute is independent of the target. (N)
   */
  int[] readTargets(Images images);

  /**
   * Another network, made and trained in every respect as the network under attack, but from initial parameters and
   * in an order of its own, on {@code train}.
   *
   * @param number tells one such network from the next; from 0
   * @param asked the images it is asked about
   */
  ShadowOutputs shadow(int number, Images train, Images asked);
}
