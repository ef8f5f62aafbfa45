package org.palimpsest.attack;

import org.palimpsest.random.Seed;

/** A family of classifiers, fitted as the attacker of the same name is by default. */
public enum Probe {
  /** That of {@code linear}. */
  LINEAR {
    @Override
    Classifier.Fit fit(FeatureRows values, int[] labels, int classes, Seed seed) {
      return new LinearAttack().fit(values, labels, classes, seed);
    }

    @Override
    Reach reach() {
      return Reach.LINEAR;
    }
  },
  /** That of {@code mlp}. */
  MLP {
    @Override
    Classifier.Fit fit(FeatureRows values, int[] labels, int classes, Seed seed) {
      return new MlpAttack().fit(values, labels, classes, seed);
    }

    @Override
    Reach reach() {
      return Reach.NON_LINEAR;
    }
  };

  abstract Classifier.Fit fit(FeatureRows values, int[] labels, int classes, Seed seed);

  abstract Reach reach();
}
