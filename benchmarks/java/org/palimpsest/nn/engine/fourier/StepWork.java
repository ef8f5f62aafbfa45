package org.palimpsest.nn.engine.fourier;

import static org.palimpsest.nn.engine.vector.Lanes.WIDTH;

import java.util.List;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.nn.engine.StepPart;
import org.palimpsest.nn.engine.vector.Lanes;

/**
 * What a part of a training step of the published network has to do, channels padded as the engine pads them.
 *
 * @param flops floating-point operations: 5 N log2 N for a complex transform of N points, 2 for each multiply-add of
 *     the products (six, for three real products, a complex one), and those of the rows' arithmetic
 * @param bytes between memory and processor if every array goes once: read where it is used, written where it is made
 */
public record StepWork(double flops, double bytes) {

  private static final double ADAM_FLOPS = 14;
  private static final double ADAM_ARRAYS = 7;

  private static final StepWork NONE = new StepWork(0, 0);

  /** @param layer from 1 on; that of a part without layers does not matter */
  public static StepWork of(StepPart part, int layer, int batch) {
    return switch (part) {
      case LOSS, REST -> NONE;
      case OPTIMISER -> optimiser();
      default -> new Layer(layer, batch).of(part);
    };
  }

  private static StepWork optimiser() {
    SimpleConvNet network = SimpleConvNet.PUBLISHED;
    double parameters =
        ParameterSlot.length(ParameterSlot.of(network.layers())) + (network.featureCount() + 1.0) * network.classes();
    return floats(ADAM_FLOPS * parameters, ADAM_ARRAYS * parameters);
  }

  private static StepWork floats(double flops, double floats) {
    return new StepWork(flops, Float.BYTES * floats);
  }

  private static final class Layer {
    private final boolean first;
    private final boolean last;
    private final double images;
    private final double area;
    private final int inputs;

    /** Channels as vectors hold them, and as panels of the products do. */
    private final double in;

    private final double out;
    private final double outPanels;
    private final double inPanels;
    private final double frequencies;

    /** Operations of a map's transform, and of a kernel's. */
    private final double mapFlops;

    private final double kernelFlops;

    private final double weights;

    Layer(int layer, int batch) {
      SimpleConvNet network = SimpleConvNet.PUBLISHED;
      List<Integer> widths = network.widths();
      first = layer == 1;
      last = layer == widths.size();
      images = batch;
      int side = network.imageSize();
      area = side * side;
      inputs = first ? network.channels() : widths.get(layer - 2);
      int outputs = widths.get(layer - 1);
      in = Lanes.roundUp(inputs, WIDTH);
      out = Lanes.roundUp(outputs, WIDTH);
      inPanels = Lanes.roundUp(inputs, Lanes.WIDTH);
      outPanels = Lanes.roundUp(outputs, Lanes.WIDTH);
      int kernel = network.kernelSize();
      int points = Fft.lengthFor(side + kernel / 2);
      frequencies = new PlaneTransform(side, side, points, points).frequencies();
      double line = 5 * points * Math.log(points) / Math.log(2);
      mapFlops = (points / 2 + (side + 1) / 2) * line;
      kernelFlops = (points / 2 + (kernel + 1) / 2) * line;
      weights = inputs * outputs * kernel * kernel;
    }

    StepWork of(StepPart part) {
      double kernelSpectra = ComplexProducts.PARTS * frequencies * in * outPanels;
      double gradientSpectra = 2 * frequencies * in * outPanels;
      double kernelTransforms = inputs * out * kernelFlops;
      return switch (part) {
        case KERNELS -> floats(kernelTransforms, weights + kernelSpectra);
        case INPUT -> floats(transforms(in) + (first ? 0 : 3 * maps(in)), maps(first ? inputs : in) + spectra(in));
        case PRODUCTS -> floats(products(in, outPanels), spectra(in) + kernelSpectra + spectra(outPanels));
        case OUTPUT -> floats(transforms(out) + 4 * maps(out), spectra(out) + maps(out));
        case AVERAGE -> last ? floats(11 * maps(out), maps(out)) : NONE;
        case OUTPUT_GRADIENT ->
            floats(transforms(out) + (last ? 8 : 5) * maps(out), (last ? 1 : 2) * maps(out) + spectra(out));
        case GRADIENT_PRODUCTS -> first ? of(StepPart.WEIGHT_PRODUCTS)
            : floats(2 * products(in, out), 2 * spectra(in) + spectra(out));
        case WEIGHT_PRODUCTS ->
            floats(products(in, outPanels), spectra(in) + spectra(outPanels) + gradientSpectra);
        case WEIGHTS -> floats(kernelTransforms, gradientSpectra + weights);
        case INPUT_PRODUCTS ->
            first ? NONE : floats(products(out, inPanels), spectra(out) + kernelSpectra + spectra(inPanels));
        case INPUT_GRADIENT -> first ? NONE : floats(transforms(in) + 8 * maps(in), spectra(in) + 2 * maps(in));
        case LOSS, OPTIMISER, REST -> throw new IllegalArgumentException("part: expected one of a layer, was " + part);
      };
    }

    private double maps(double channels) {
      return images * area * channels;
    }

    private double spectra(double channels) {
      return 2 * frequencies * images * channels;
    }

    private double transforms(double channels) {
      return images * channels * mapFlops;
    }

    private double products(double inner, double outer) {
      return 2 * ComplexProducts.PARTS * frequencies * images * inner * outer;
    }
  }
}
