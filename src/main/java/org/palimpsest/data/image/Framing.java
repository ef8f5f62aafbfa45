package org.palimpsest.data.image;

import java.util.Locale;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;

/**
 * How pictures of any size become images of one shape: cropped or stretched, resized by {@link BilinearResize}, in
 * colour or grey.
 *
 * @param height in [1, 1024] pixels
 * @param width in [1, 1024] pixels
 */
public record Framing(int height, int width, Channels channels, Fit fit) {

  private static final int LARGEST = 1024;

  /** How many channels images have. */
  public enum Channels {
    /** Red, green and blue; a grey picture has three equal channels. */
    RGB,
    /** One channel; of a coloured picture its luma. */
    GREY
  }

  /** How a picture of other proportions is made to fit. */
  public enum Fit {
    /**
     * The largest part with the image's proportions is cut out of the picture's middle (rounded down, at least one
     * pixel) and resized.
     */
    CROP,
    /** The whole picture is resized, which changes its proportions. */
    STRETCH
  }

  public Framing {
    Require.that(height >= 1 && height <= LARGEST, "height", "1 to " + LARGEST + " pixels", height);
    Require.that(width >= 1 && width <= LARGEST, "width", "1 to " + LARGEST + " pixels", width);
    Require.given("channels", channels, Channels.class);
    Require.given("fit", fit, Fit.class);
  }

  public Shape shape() {
    return new Shape(height, width, channels == Channels.RGB ? 3 : 1);
  }

  /** A text that tells this framing from every other, and from other rules that later versions may have. */
  public String label() {
    return "bilinear %s %dx%d %s".formatted(fit, height, width, channels).toLowerCase(Locale.ROOT);
  }

  /** The picture as an image of the shape. */
  public Pixels of(Pixels picture) {
    Pixels whole = channels == Channels.RGB ? picture.coloured() : picture.grey();
    return BilinearResize.to(height, width, fit == Fit.CROP ? middle(whole) : whole);
  }

  private Pixels middle(Pixels picture) {
    int cropWidth = (int) Math.max(1, Math.min(picture.width(), (long) picture.height() * width / height));
    int cropHeight = (int) Math.max(1, Math.min(picture.height(), (long) picture.width() * height / width));
    int top = (picture.height() - cropHeight) / 2;
    int left = (picture.width() - cropWidth) / 2;
    return picture.crop(top, left, cropHeight, cropWidth);
  }
}
