package org.palimpsest.data.celeba;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.palimpsest.data.DataException;

/**
 * Where CelebA's files lie: as the authors' site, torchvision, Kaggle and published code lay them out. All of these
 * layouts are looked for at once, and one file found in two places is refused rather than chosen from.
 *
 * @param folder in which everything was looked for
 * @param identities of the people shown, if there is such a file
 * @param images the folder of JPEGs or PNGs
 */
record CelebaFiles(Path folder, Path attributes, Path partition, Optional<Path> identities, Path images) {

  private static final List<String> ROOTS = List.of("", "celeba", "CelebA", "celebA", "data");
  private static final List<String> ANNOTATIONS = List.of("", "Anno", "Eval", "data");
  private static final List<String> PICTURES = List.of("", "Img", "data");
  private static final String ALIGNED = "img_align_celeba";

  /** @throws DataException if one of the files is missing, or there twice; the message names what was looked for */
  static CelebaFiles find(Path folder) {
    Path attributes = one(folder, annotations(folder, "list_attr_celeba"), "list_attr_celeba.txt or .csv");
    Path partition = one(folder, annotations(folder, "list_eval_partition"), "list_eval_partition.txt or .csv");
    List<Path> identities = annotations(folder, "identity_CelebA");
    return new CelebaFiles(
        folder, attributes, partition,
        identities.isEmpty() ? Optional.empty() : Optional.of(one(folder, identities, "identity_CelebA.txt")),
        one(folder, pictures(folder), ALIGNED + "/, the folder of images"));
  }

  /** True if anything of it is there. */
  static boolean isPresent(Path folder) {
    return !annotations(folder, "list_attr_celeba").isEmpty() || !annotations(folder, "list_eval_partition").isEmpty()
        || !pictures(folder).isEmpty();
  }

  private static List<Path> annotations(Path folder, String name) {
    List<Path> found = new ArrayList<>();
    for (String root : ROOTS) {
      for (String sub : ANNOTATIONS) {
        found.add(folder.resolve(root).resolve(sub).resolve(name + ".txt"));
        found.add(folder.resolve(root).resolve(sub).resolve(name + ".csv"));
      }
    }
    return different(found.stream().filter(Files::isRegularFile).toList());
  }

  private static List<Path> pictures(Path folder) {
    List<Path> found = new ArrayList<>();
    for (String root : ROOTS) {
      for (String sub : PICTURES) {
        for (String name : List.of(ALIGNED, ALIGNED + "_png")) {
          Path at = folder.resolve(root).resolve(sub).resolve(name);
          found.add(Files.isDirectory(at.resolve(name)) ? at.resolve(name) : at);
        }
      }
    }
    return different(found.stream().filter(Files::isDirectory).toList());
  }

  /** Paths of one file by several names, as where case does not matter, come once. */
  private static List<Path> different(List<Path> found) {
    Map<Path, Path> byReal = new LinkedHashMap<>();
    for (Path path : found) {
      try {
        byReal.putIfAbsent(path.toRealPath(), path);
      } catch (IOException e) {
        throw new DataException("%s: cannot be read: %s".formatted(path, e), e);
      }
    }
    return List.copyOf(byReal.values());
  }

  private static Path one(Path folder, List<Path> found, String what) {
    if (found.isEmpty()) {
      boolean packed = Files.exists(folder.resolve(ALIGNED + ".zip")) || Files.exists(folder.resolve("Img/" + ALIGNED + ".zip"));
      throw new DataException(
          "%s: expected %s in it or in one of %s, was missing%s"
              .formatted(
                  folder, what, "celeba, CelebA, data, Anno, Eval, Img",
                  packed && what.startsWith(ALIGNED) ? ": unpack " + ALIGNED + ".zip first" : ""));
    } else if (found.size() > 1) {
      throw new DataException("%s: expected one %s, was %d: %s".formatted(folder, what, found.size(), found));
    }
    return found.get(0);
  }

  /** All but images. */
  List<Path> annotations() {
    List<Path> all = new ArrayList<>(List.of(attributes, partition));
    identities.ifPresent(all::add);
    return all;
  }

  /** The file of an image, which a PNG edition has under the JPEG's name with another ending. */
  Path image(String name) {
    boolean png = images.getFileName().toString().endsWith("_png") && name.endsWith(".jpg");
    return images.resolve(png ? name.substring(0, name.length() - ".jpg".length()) + ".png" : name);
  }

  /** Whose layout it is, for people. */
  String layout() {
    Path from = folder.relativize(attributes);
    boolean csv = attributes.toString().endsWith(".csv");
    boolean nested = images.endsWith(Path.of(ALIGNED, ALIGNED));
    if (from.toString().contains("Anno")) {
      return "that of the authors' site";
    } else if (csv && nested) {
      return "Kaggle's";
    } else if (csv && from.getNameCount() > 1 && from.getName(from.getNameCount() - 2).toString().equals("data")) {
      return "that of group DRO's code";
    } else if (csv) {
      return "CSV files beside the images, as EIDOSLab's code has it";
    }
    return "text files beside the images, as torchvision has it";
  }
}
