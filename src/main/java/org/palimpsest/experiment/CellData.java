package org.palimpsest.experiment;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.palimpsest.attack.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.data.Images;
import org.palimpsest.data.digits.BiasInjector;
import org.palimpsest.data.digits.LabelledImages;
import org.palimpsest.data.digits.Pools;
import org.palimpsest.data.digits.Protocol;
import org.palimpsest.nn.Encoder;
import org.palimpsest.random.Seed;

/**
 * The images of one cell and its random streams. Everything depends on the experiment's seed, the correlation and
 * the cell's number, and on nothing else: methods that share these see the same images in the same colours and the
 * same order, from the same initial parameters. The test copies do not depend on the correlation either.
 */
record CellData(Pools pools, BiasInjector bias, CellSpec spec) {

  /** The name of the validation images that are coloured as the training images are. */
  static final String BIASED = "biased";

  /** The name of those whose colour is independent of the target. */
  static final String UNBIASED = "unbiased";

  Images train() {
    double rho = spec.method().trainingRho(spec.rho(), pools.encoderTrain().classes());
    return bias.inject(pools.encoderTrain(), rho, stream("colouring", "train"));
  }

  /** The images an eraser is fitted to: the encoder's, as they were in training or coloured anew. */
  Images erasureTrain(Optional<Double> rho) {
    return rho.map(
            other -> bias.inject(pools.encoderTrain(), other, shared("colouring", "erasure", other.toString())))
        .orElseGet(this::train);
  }

  /** A new encoder. */
  Encoder encoder() {
    return spec.network().create(spec.train().optimiserSpec(), stream("init", "encoder"));
  }

  /** The validation images by name, the same ones twice; empty if there are none. */
  SortedMap<String, Images> validation() {
    SortedMap<String, Images> sets = new TreeMap<>();
    pools
        .validation()
        .ifPresent(
            images -> {
              sets.put(BIASED, bias.inject(images, spec.rho(), stream("colouring", "validation biased")));
              sets.put(UNBIASED, bias.inject(images, unbiasedRho(), stream("colouring", "validation unbiased")));
            });
    return sets;
  }

  /** All the images by which a {@link SelectionRule} may choose, by {@link SelectionRule#set}. */
  SortedMap<String, Images> choosers() {
    SortedMap<String, Images> sets = validation();
    sets.put(SelectionRule.TEST, test(TestSplit.UNBIASED));
    return sets;
  }

  /** The images among which an attacker has its examples, coloured anew at its own correlation. */
  Images attackTrain(AttackSource source) {
    LabelledImages images = source.images() == AttackImages.ENCODER ? pools.encoderTrain() : pools.attackTrain();
    Seed seed = shared("colouring", "attack " + source.images().name(), Double.toString(source.attackerRho()));
    return bias.inject(images, source.attackerRho(), seed);
  }

  /** Images that no network was trained on, coloured as the training images are. */
  Images unseen() {
    LabelledImages images = spec.protocol() == Protocol.DISJOINT ? pools.attackTrain() : pools.test();
    return bias.inject(images, spec.rho(), stream("colouring", "unseen"));
  }

  Images test(TestSplit split) {
    double rho =
        switch (split) {
          case BIASED -> 1;
          case UNBIASED -> unbiasedRho();
          case CONFLICTING -> 0;
        };
    return bias.inject(pools.test(), rho, shared("colouring", "test " + split.name(), ""));
  }

  /** Which images of a pool are an attacker's examples, whatever it is and whatever the correlation. */
  Seed examples(AttackImages which) {
    return shared("examples", "attack " + which.name(), "");
  }

  /** A stream of this correlation and number. */
  Seed stream(String purpose, String what) {
    return new Seed(spec.root()).derive(purpose, what, Double.toString(spec.rho()), Integer.toString(spec.number()));
  }

  private Seed shared(String purpose, String what, String rho) {
    return new Seed(spec.root()).derive(purpose, what, rho, Integer.toString(spec.number()));
  }

  private double unbiasedRho() {
    return 1.0 / pools.test().classes();
  }
}
