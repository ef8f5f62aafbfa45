package org.palimpsest.attack;

import java.util.Map;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Images;
import org.palimpsest.metric.Grouping;
import org.palimpsest.privacy.DpStatement;

/** What a {@link ModelAttack} may see of a trained network and its images. */
public interface ModelView {

  /** The network's features of the images of {@link #attackTrain}, in their order. */
  Features attackFeatures(AttackSource source);

  /** The network's features of the test images of a split, in their order. */
  Features testFeatures(String split);

  /** The network's logits (N, C) of any images, in their order. */
  DMatrixRMaj logits(Images images);

  /** The images it was trained on, as it saw them. */
  Images members();

  /**
   * Images it never saw, in the mix of the training images: those of the disjoint attacker, or in the published
   * protocol, where there are none, the test images.
   */
  Images nonMembers();

  /**
   * Conflicting images that it never saw, of as many groups as there are; empty where the task knows no such thing. Where
   * images are painted they are those of {@link #nonMembers} in other colours.
   */
  Optional<Images> conflictingNonMembers();

  /** Images to learn an attack from, in the attack's own mix. */
  Images attackTrain(AttackSource source);

  /** Which images are aligned; all count alike. */
  Grouping alignment();

  /** The split whose numbers come first. */
  String headline();

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

  /**
   * What a network says that an attack had trained.
   *
   * @param logits (N, C), of the images it was asked about
   * @param promise what its training promises the images it was trained on; empty if nothing
   */
  record ShadowOutputs(DMatrixRMaj logits, Optional<DpStatement> promise) {}
}
