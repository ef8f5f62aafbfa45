/** Python's pickles read safely: what NumPy's lists and PyTorch's weights are written in. */
package org.palimpsest.data.pickle;
