package org.palimpsest.experiment;

import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Features;
import org.palimpsest.experiment.spec.RecordBinder;

/** One trained network's features of its cell's images: the network runs once for each set, whoever asks. */
record CellFeatures(CellData data, FeatureExtractor extractor) {

  Features test(TestSplit split) {
    return extractor.of("test-" + split.label(), data.test(split));
  }

  /** @param source of which all images are taken */
  Features attackTrain(AttackSource source) {
    String images = RecordBinder.spelling(source.images());
    return extractor.of("attack-%s-rho%s".formatted(images, source.attackerRho()), data.attackTrain(source));
  }
}
