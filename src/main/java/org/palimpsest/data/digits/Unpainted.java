package org.palimpsest.data.digits;

import org.palimpsest.data.Images;
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
    public int size() {
      return images.size();
    }

    @Override
    public int height() {
      return images.height();
    }

    @Override
    public int width() {
      return images.width();
    }

    @Override
    public int channels() {
      return CHANNELS;
    }

    @Override
    public int targetClasses() {
      return coloured.targetClasses();
    }

    @Override
    public int privateClasses() {
      return coloured.privateClasses();
    }

    @Override
    public int target(int image) {
      return coloured.target(image);
    }

    @Override
    public int privateAttribute(int image) {
      return coloured.privateAttribute(image);
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
