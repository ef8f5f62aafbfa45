/**
 * Networks, on DeepLearning4J. An {@link org.palimpsest.nn.Encoder} turns a batch into features (B, D) and
 * logits (B, C), takes the gradients of a loss with respect to both, and steps. Only this package and its
 * sub-packages know DeepLearning4J.
 */
package org.palimpsest.nn;
