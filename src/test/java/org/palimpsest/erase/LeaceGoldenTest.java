package org.palimpsest.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.palimpsest.erase.Eraser.Erasure;
import org.palimpsest.golden.GoldenFiles;
import org.palimpsest.random.Seed;

class LeaceGoldenTest {

  @Test
  void erasesWhatTheReferenceErases() {
    JsonNode expected = GoldenFiles.json("attack/expected.json");
    DMatrixRMaj features = GoldenFiles.matrix("attack/train_features.npy");
    DMatrixRMaj reference = GoldenFiles.matrix("attack/leace_erased_train.npy");
    int[] labels = GoldenFiles.ints("attack/train_private.npy");
    Erasure erasure = new Leace().fit(features, labels, expected.get("classes").asInt(), new Seed(0));
    assertThat(erasure.rank()).isEqualTo(expected.at("/leace/rank").asInt());
    DMatrixRMaj erased = erasure.apply(features);
    double largest = 0;
    for (int i = 0; i < reference.getNumElements(); i++) {
      largest = Math.max(largest, Math.abs(erased.data[i] - reference.data[i]));
    }
    assertThat(largest).isLessThan(1e-8);
    assertThat(PlantedAttribute.distance(features, erased))
        .isCloseTo(expected.at("/leace/frobenius_removed").asDouble(), within(1e-8));
  }
}
