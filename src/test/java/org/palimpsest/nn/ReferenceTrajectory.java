package org.palimpsest.nn;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.palimpsest.data.Batch;
import org.palimpsest.golden.GoldenFiles;

/** The images and expectations of the reference trajectories. */
public final class ReferenceTrajectory {

  /** Images in a step. */
  public static final int BATCH = 32;

  public static final double RATE = 1e-3;

  private static final int SIZE = 28;

  private static final int[][] COLOURS = {
    {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {225, 225, 0}, {225, 0, 225},
    {0, 255, 255}, {255, 128, 0}, {255, 0, 128}, {128, 0, 255}, {128, 128, 128}
  };

  private final byte[] images = bytes(GoldenFiles.ints("trajectories/images_u8.npy"));
  private final int[] targets = GoldenFiles.ints("trajectories/targets.npy");
  private final int[] colours = GoldenFiles.ints("trajectories/private_labels.npy");
  private final JsonNode expected = GoldenFiles.json("trajectories/expected.json");

  /** What PyTorch got with a method. */
  public JsonNode run(String method) {
    return expected.get(method);
  }

  /** The batch of a step, from 0. */
  public Batch step(int step) {
    return batch(step % 3 * BATCH, BATCH);
  }

  /** So many images from one on. */
  public Batch batch(int from, int size) {
    int area = SIZE * SIZE;
    float[] pixels = new float[size * area * 3];
    for (int p = 0; p < size * area; p++) {
      int[] colour = COLOURS[colours[from + p / area]];
      boolean ink = images[from * area + p] != 0;
      for (int c = 0; c < 3; c++) {
        pixels[3 * p + c] = ((ink ? 255 : colour[c]) / 255f - 0.5f) / 0.5f;
      }
    }
    return new Batch(
        SIZE,
        SIZE,
        3,
        pixels,
        Arrays.copyOfRange(targets, from, from + size),
        Arrays.copyOfRange(colours, from, from + size));
  }

  private static byte[] bytes(int[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
