package org.palimpsest.data.digits;

import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Seed;

/**
 * A control: every image is given a colour as by {@link ColouredBackground}, and is not painted in it. Digits stand in
 * their grey values on black, the same in all three channels. Nothing can be read of a private attribute that left no
 * trace, except through the target where the two are correlated.
 */
public record Unpainted() implements BiasInjector {

  private static final int CHANNELS = 3;

  @Override
  public String name() {
    return "unpainted";
  }

  @Override
  public Images inject(LabelledImages images, double rho, Seed seed) {
    return new Grey(images, new ColouredBackground().inject(images, rho, seed));
  }

  /**
   * Grey images. A value v becomes {@code (v / 255 - 0.5) / 0.5}.
   *
   * @param coloured the same images, with the colours they are not painted in
   */
  private record Grey(LabelledImages images, Images coloured) implements Images {

    @Override
    public Shape shape() {
      return new Shape(images.height(), images.width(), CHANNELS);
    }

    @Override
    public Labels labels() {
      return coloured.labels();
    }

    @Override
    public String id() {
      return "grey " + coloured.id();
    }

    @Override
    public void write(int image, float[] into, int offset) {
      int area = height() * width();
      for (int p = 0, at = offset; p < area; p++) {
        float value = (images.pixel(image, p) / 255f - 0.5f) / 0.5f;
        for (int c = 0; c < CHANNELS; c++, at++) {
          into[at] = value;
        }
      }
    }
  }
}
