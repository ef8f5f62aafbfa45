/** Parameters by name in files: PyTorch's, read without running anything in them, and safetensors. */
package org.palimpsest.nn.weights;
