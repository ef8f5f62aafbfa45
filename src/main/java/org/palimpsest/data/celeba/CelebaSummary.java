package org.palimpsest.data.celeba;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataException;
import org.palimpsest.data.image.FileHashes;
import org.palimpsest.data.image.Pixels;

/**
 * CelebA's annotations in a few lines for people.
 *
 * @param privateAttribute one of the forty attributes
 */
record CelebaSummary(CelebaTable table, String privateAttribute) {

  private static final int HEIGHT = 218;
  private static final int WIDTH = 178;

  /** As torchvision has them. Other files may be as good: people convert them. */
  private static final Map<String, String> MD5 =
      Map.of(
          "list_attr_celeba.txt", "75e246fa4810816ffd6ee81facbd244c",
          "list_eval_partition.txt", "d32c9cbf5e040fd4025c592c306e6668",
          "identity_CelebA.txt", "32bd1bd63d3c78cd57e08160ec5ed1e2");

  private static final List<String> PARTITIONS = List.of("train", "validation", "test");

  /** Refuses pictures of another size than the aligned ones. */
  static void requireAligned(Path file, Pixels pixels) {
    if (pixels.height() != HEIGHT || pixels.width() != WIDTH) {
      throw new DataException(
          "%s: expected %d x %d pixels, was %d x %d".formatted(file, WIDTH, HEIGHT, pixels.width(), pixels.height()));
    }
  }

  /** Whose layout it is, which partitions there are, and how many images each group of the usual questions has. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("layout: " + table.files().layout());
    table.files().annotations().forEach(file -> lines.add(checksum(file)));
    lines.add(
        "%,d images, %d attributes, %s"
            .formatted(
                table.size(), table.attributes().size(),
                table.people().isEmpty()
                    ? "people not known: no identity_CelebA.txt"
                    : "%,d people".formatted(table.people().stream().distinct().count())));
    for (String name : List.of("hair", "makeup", "smiling")) {
      CelebaQuestion question = CelebaQuestion.of(Condition.named(name), privateAttribute);
      if (table.attributes().contains(question.target()) && table.attributes().contains(privateAttribute)) {
        lines.addAll(groups(name, CelebaImages.of(table, question)));
      }
    }
    return lines;
  }

  private static List<String> groups(String name, CelebaImages images) {
    List<String> targets = images.labels().target().values();
    List<String> hidden = images.labels().privateAttribute().values();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%-12s%s".formatted(
            name,
            String.join(
                "",
                IntStream.range(0, 4)
                    .mapToObj(g -> "%20s".formatted(targets.get(g / 2) + ", " + hidden.get(g % 2)))
                    .toList())));
    for (int p = 0; p < PARTITIONS.size(); p++) {
      int[][] counts = images.labels().select(images.table().rows(p)).groups().counts();
      lines.add("  %-10s%,20d%,20d%,20d%,20d".formatted(
          PARTITIONS.get(p), counts[0][0], counts[0][1], counts[1][0], counts[1][1]));
    }
    if (images.question().isPublished()) {
      lines.add(
          "  as published: %,d kept for validation, tested on %,d".formatted(
              images.valid().length, images.sample().length));
    }
    return lines;
  }

  private static String checksum(Path file) {
    String name = file.getFileName().toString();
    try {
      String md5 =
          HexFormat.of()
              .formatHex(MessageDigest.getInstance("MD5").digest(FileHashes.read(file, file.toString())));
      return md5.equals(MD5.get(name))
          ? name + ": the official file"
          : "%s: not the official file (MD5 %s), but one that reads without contradiction".formatted(name, md5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
