package org.palimpsest.data.digits;

import java.util.Optional;

/**
 * The uncoloured image pools of one experiment.
 *
 * @param encoderTrain the images the network under study is trained on
 * @param validation images for model selection, seen by nobody else; absent in the published protocol
 * @param attackTrain the images a disjoint attacker is trained on; in the published protocol the same as
 *     {@code encoderTrain}
 * @param test images for every figure that is reported
 */
public record Pools(
    LabelledImages encoderTrain,
    Optional<LabelledImages> validation,
    LabelledImages attackTrain,
    LabelledImages test) {}
