package org.palimpsest.attack;

import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.privacy.DpStatement;

/**
 * What a network says that an attack had trained.
 *
 * @param logits (N, C), of the images it was asked about
 * @param promise what its training promises the images it was trained on; empty if nothing
 */
public record ShadowOutputs(DMatrixRMaj logits, Optional<DpStatement> promise) {}
