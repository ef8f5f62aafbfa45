package org.palimpsest.data.digits;

import org.palimpsest.data.Images;
import org.palimpsest.random.Seed;

/** Gives each image a private attribute that agrees with its target to a chosen degree. */
public interface BiasInjector {

  /** The name by which specs and results refer to it, such as {@code coloured-background}. */
  String name();

  /**
   * @param rho the share of images, in [0, 1], whose private attribute is aligned with their target
   * @param seed decides which images are aligned and which other value the rest receive
   */
  Images inject(LabelledImages images, double rho, Seed seed);
}
