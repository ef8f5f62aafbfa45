package org.palimpsest.data.celeba;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.palimpsest.AtomicFile;
import org.palimpsest.Require;
import org.palimpsest.data.drawn.Dice;
import org.palimpsest.data.drawn.DrawnPictures;
import org.palimpsest.data.drawn.Face;
import org.palimpsest.data.drawn.Face.Beard;
import org.palimpsest.data.drawn.Face.Hair;
import org.palimpsest.data.drawn.FacePainter;
import org.palimpsest.data.image.DrawnMarker;
import org.palimpsest.data.image.JpegEncoder;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * Drawn faces in CelebA's form: aligned JPEGs of 178 x 218, attributes, partition and people. How often sex, blond hair
 * and heavy make-up go together is as in CelebA, to the image, but for groups that would be too small: every group has
 * at least four images in each partition, so that balanced sets exist. Hair and make-up are independent given sex. Of
 * one woman in forty the picture shows the other make-up than the label says.
 *
 * @param images how many, at least {@value #FEWEST}
 */
public record DrawnCelebaFiles(int images) implements DrawnPictures {

  public static final int FEWEST = 200;

  private static final int MOST = 202_599;
  private static final int LEAST_OF_A_GROUP = 4;
  private static final int OF_A_PERSON = 20;
  private static final int QUALITY = 92;
  private static final double[] PARTITIONS = {162_770, 19_867, 19_962};
  private static final double MALE = 84_434.0 / 202_599;
  private static final double[] BLOND = {28_234.0 / 118_165, 1_749.0 / 84_434};
  private static final double[] MAKEUP = {0.6627, 0.00106};
  private static final Set<String> DRAWN =
      Set.of(
          "Male", "Blond_Hair", "Heavy_Makeup", "Smiling", "Mouth_Slightly_Open", "Young", "Wearing_Lipstick",
          "Rosy_Cheeks", "Bald", "Black_Hair", "Brown_Hair", "Gray_Hair", "5_o_Clock_Shadow", "Goatee", "No_Beard",
          "Eyeglasses", "Big_Nose");
  private static final Seed SEED = new Seed(0).derive("drawn celeba");

  public DrawnCelebaFiles {
    Require.that(images >= FEWEST && images <= MOST, "images", FEWEST + " to " + MOST, images);
  }

  /** One image to be drawn; {@code group} is 4 male + 2 blond + make-up. */
  private record Plan(int partition, int group, int person) {

    boolean male() {
      return group >= 4;
    }

    boolean blond() {
      return (group & 2) > 0;
    }

    boolean makeup() {
      return (group & 1) > 0;
    }
  }

  @Override
  public void write(Path folder, Progress progress) throws IOException {
    Path pictures = folder.resolve("img_align_celeba");
    Files.createDirectories(pictures);
    DrawnMarker.write(folder, marker());
    List<Plan> plans = plans();
    AtomicInteger done = new AtomicInteger();
    List<Set<String>> attributes =
        IntStream.range(0, images)
            .parallel()
            .mapToObj(
                i -> {
                  Set<String> seen = draw(plans.get(i), i, pictures.resolve(file(i)));
                  progress.drawn(done.incrementAndGet(), images);
                  return seen;
                })
            .toList();
    StringBuilder table = new StringBuilder(images + "\n" + String.join(" ", CelebaQuestion.NAMES) + " \n");
    StringBuilder partition = new StringBuilder();
    StringBuilder people = new StringBuilder();
    for (int i = 0; i < images; i++) {
      Set<String> own = attributes.get(i);
      table.append(file(i));
      CelebaQuestion.NAMES.forEach(name -> table.append(own.contains(name) ? "  1" : " -1"));
      table.append('\n');
      partition.append(file(i)).append(' ').append(plans.get(i).partition).append('\n');
      people.append(file(i)).append(' ').append(plans.get(i).person).append('\n');
    }
    AtomicFile.write(folder.resolve("identity_CelebA.txt"), people.toString());
    AtomicFile.write(folder.resolve("list_eval_partition.txt"), partition.toString());
    AtomicFile.write(folder.resolve("list_attr_celeba.txt"), table.toString());
  }

  private static String file(int image) {
    return "%06d.jpg".formatted(image + 1);
  }

  private static Set<String> draw(Plan plan, int image, Path file) {
    Seed ofPerson = SEED.derive("person").derive(plan.person);
    Seed ofImage = SEED.derive("image").derive(image);
    Dice person = new Dice(ofPerson.derive("age"));
    Dice picture = new Dice(ofImage.derive("face"));
    double age = person.chance(0.77) ? person.uniform(18, Face.OLD) : person.uniform(Face.OLD, 75);
    boolean smiling = picture.chance(plan.male() ? 0.40 : 0.54);
    boolean shown = plan.makeup() != (!plan.male() && picture.chance(0.025));
    Face face = new Face(plan.male(), plan.blond(), age, Face.makeup(shown, plan.male(), picture), smiling);
    FacePainter.Painted painted = FacePainter.paint(face, ofPerson, ofImage);
    try {
      Files.write(file, JpegEncoder.encode(painted.pixels(), QUALITY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return attributes(plan, face, painted.seen());
  }

  /** Every attribute that there is a drawn sign of, of those that this face has. */
  private static Set<String> attributes(Plan plan, Face face, Face.Seen seen) {
    Map<String, Boolean> all = new HashMap<>();
    all.put("Male", face.male());
    all.put("Blond_Hair", plan.blond());
    all.put("Heavy_Makeup", plan.makeup());
    all.put("Smiling", face.smiling());
    all.put("Mouth_Slightly_Open", face.smiling());
    all.put("Young", face.age() < Face.OLD);
    all.put("Wearing_Lipstick", face.makeup() > 0.3);
    all.put("Rosy_Cheeks", face.makeup() > 0.9);
    all.put("Bald", seen.bald());
    all.put("Black_Hair", seen.hair() == Hair.BLACK);
    all.put("Brown_Hair", seen.hair() == Hair.BROWN);
    all.put("Gray_Hair", seen.hair() == Hair.GREY);
    all.put("5_o_Clock_Shadow", seen.beard() == Beard.STUBBLE);
    all.put("Goatee", seen.beard() == Beard.FULL);
    all.put("No_Beard", seen.beard() == Beard.NONE);
    all.put("Eyeglasses", seen.glasses());
    all.put("Big_Nose", seen.bigNose());
    return all.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).collect(Collectors.toSet());
  }

  private String marker() {
    return """
        These faces were drawn by procedure, by palimpsest data draw celeba --images %d. They are of nobody, and not CelebA:
        they have CelebA's form, so that what reads CelebA reads them. Results on them compare only with each other.

        Attributes that are to be seen in the pictures: %s. All others are -1 throughout.
        """
        .formatted(images, String.join(", ", new TreeSet<>(DRAWN)));
  }

  /** Groups by largest remainders in each partition, in random order; people within partition, sex and hair. */
  private List<Plan> plans() {
    int[] partitions = parts(images, Arrays.stream(PARTITIONS).map(p -> p / MOST).toArray(), 8 * LEAST_OF_A_GROUP);
    List<Plan> plans = new ArrayList<>();
    int people = 0;
    for (int p = 0; p < partitions.length; p++) {
      double[] shares = new double[8];
      for (int g = 0; g < 8; g++) {
        int male = g / 4;
        double ofSex = male == 1 ? MALE : 1 - MALE;
        double blond = (g & 2) > 0 ? BLOND[male] : 1 - BLOND[male];
        shares[g] = ofSex * blond * ((g & 1) > 0 ? MAKEUP[male] : 1 - MAKEUP[male]);
      }
      int[] counts = parts(partitions[p], shares, LEAST_OF_A_GROUP);
      int[] order = IntStream.range(0, 8).flatMap(g -> IntStream.generate(() -> g).limit(counts[g])).toArray();
      Shuffle.inPlace(order, SEED.derive("order").derive(p));
      int[] first = new int[4];
      int[] number = new int[4];
      for (int kind = 0; kind < 4; kind++) {
        int size = counts[2 * kind] + counts[2 * kind + 1];
        number[kind] = Math.max(LEAST_OF_A_GROUP, (size + OF_A_PERSON - 1) / OF_A_PERSON);
        first[kind] = people + 1;
        people += number[kind];
      }
      int[] met = new int[4];
      for (int group : order) {
        int kind = group / 2;
        plans.add(new Plan(p, group, first[kind] + met[kind]++ % number[kind]));
      }
    }
    return plans;
  }

  /** Whole parts of a whole by their shares, each at least {@code least}; what is left over goes by remainders. */
  static int[] parts(int whole, double[] shares, int least) {
    int[] parts = new int[shares.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Math.max(least, (int) (whole * shares[i]));
    }
    for (int left = whole - Arrays.stream(parts).sum(); left != 0; left -= Integer.signum(left)) {
      int sign = Integer.signum(left);
      int best = -1;
      for (int i = 0; i < parts.length; i++) {
        boolean may = sign > 0 || parts[i] > least;
        if (may && (best < 0 || sign * (whole * shares[i] - parts[i]) > sign * (whole * shares[best] - parts[best]))) {
          best = i;
        }
      }
      parts[best] += sign;
    }
    return parts;
  }
}
