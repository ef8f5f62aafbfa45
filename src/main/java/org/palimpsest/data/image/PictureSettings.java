package org.palimpsest.data.image;

import java.nio.file.Path;
import java.util.List;
import org.palimpsest.Inlined;
import org.palimpsest.Require;
import org.palimpsest.data.DataHome;

/**
 * Where the pictures of a collection lie, and how they become images.
 *
 * @param folder below the data home
 * @param height of images, in pixels
 * @param width of images, in pixels
 * @param fit crop or stretch
 * @param scale half: values in [-1, 1]; imagenet: by ImageNet's means and deviations
 */
@Inlined
public record PictureSettings(String folder, int height, int width, Framing.Fit fit, PixelScale scale) {

  public PictureSettings {
    requireBelow("folder", folder, "the data home (--data-dir)");
    new Framing(height, width, Framing.Channels.RGB, fit);
    Require.given("scale", scale, PixelScale.class);
  }

  /** Whole pictures of 64 x 64. */
  public PictureSettings(String folder) {
    this(folder, 64, 64, Framing.Fit.STRETCH, PixelScale.HALF);
  }

  /** Refuses a path that leaves the folder it is below. */
  public static void requireBelow(String name, String path, String above) {
    boolean leaves = path.startsWith("/") || path.contains("\\") || path.contains(":")
        || List.of(path.split("/")).contains("..");
    Require.that(!path.isBlank() && !leaves, name, "a path below " + above, "'" + path + "'");
  }

  public Framing framing() {
    return new Framing(height, width, Framing.Channels.RGB, fit);
  }

  public Path place(DataHome home) {
    return home.of(folder);
  }

  /** Where what can be made again is kept; may be deleted whenever nothing runs. */
  public static Path cache(DataHome home, String dataset) {
    return home.of("cache").resolve(dataset);
  }
}
