package org.palimpsest.data.celeba;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** A small CelebA in each of its layouts: ten images of each group of hair and sex in each partition. */
final class CelebaFixture {

  static final int IMAGES = 120;

  private static final byte[] PICTURE = picture(178, 218);

  private CelebaFixture() {}

  static byte[] picture(int width, int height) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void images(Path folder, String ending) {
    for (int i = 1; i <= IMAGES; i++) {
      write(folder.resolve("%06d.%s".formatted(i, ending)), PICTURE);
    }
  }

  static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String content) {
    write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Lines of images with their attributes: not blond, blond; men, women; heavy make-up is hair again. */
  static String attributes(String header, String between, String no, String ending) {
    StringBuilder text = new StringBuilder(header);
    for (int i = 0; i < IMAGES; i++) {
      List<String> values = List.of(i % 2 == 1 ? "1" : no, i / 2 % 2 == 0 ? "1" : no, i % 2 == 1 ? "1" : no);
      text.append("%06d.%s".formatted(i + 1, ending)).append(between).append(String.join(between, values)).append('\n');
    }
    return text.toString();
  }

  static String partition(String header, String between) {
    StringBuilder text = new StringBuilder(header);
    for (int i = 0; i < IMAGES; i++) {
      text.append("%06d.jpg%s%d\n".formatted(i + 1, between, i / 40));
    }
    return text.toString();
  }

  static String people() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < IMAGES; i++) {
      text.append("%06d.jpg %d\n".formatted(i + 1, 100 + i / 4));
    }
    return text.toString();
  }

  static String official() {
    return attributes(IMAGES + "\nBlond_Hair Male Heavy_Makeup \n", "  ", "-1", "jpg");
  }

  /** As torchvision has it. */
  static void flat(Path folder) {
    write(folder.resolve("list_attr_celeba.txt"), official());
    write(folder.resolve("list_eval_partition.txt"), partition("", " "));
    images(folder.resolve("img_align_celeba"), "jpg");
  }
}
