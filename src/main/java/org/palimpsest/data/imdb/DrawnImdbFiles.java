package org.palimpsest.data.imdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.data.drawn.Dice;
import org.palimpsest.data.drawn.DrawnPictures;
import org.palimpsest.data.drawn.Face;
import org.palimpsest.data.drawn.FacePainter;
import org.palimpsest.data.image.DrawnMarker;
import org.palimpsest.data.image.Framing;
import org.palimpsest.data.image.JpegEncoder;
import org.palimpsest.data.image.Pixels;
import org.palimpsest.data.mat.MatFile;
import org.palimpsest.data.mat.MatFile.Cells;
import org.palimpsest.data.mat.MatFile.Numbers;
import org.palimpsest.data.mat.MatFile.Struct;
import org.palimpsest.data.mat.MatFile.Text;
import org.palimpsest.data.mat.MatWriter;
import org.palimpsest.random.Seed;

/**
 * Drawn faces in IMDB's form: crops of all sizes, {@code imdb.mat} and the lists of Kim et al. As there, some sexes are
 * not known, some ages cannot be, some pictures show nobody and some are said to show a second face; none of these is
 * in the lists.
 *
 * @param images how many, at least {@value #FEWEST}
 */
public record DrawnImdbFiles(int images) implements DrawnPictures {

  public static final int FEWEST = 200;

  private static final int MOST = 460_723;
  private static final int OF_A_PERSON = 8;
  private static final int QUALITY = 90;
  private static final int EPOCH = 719_529;
  private static final Seed SEED = new Seed(0).derive("drawn imdb");

  public DrawnImdbFiles {
    Require.that(images >= FEWEST && images <= MOST, "images", FEWEST + " to " + MOST, images);
  }

  /** What may be wrong with a picture's annotation. */
  private enum Flaw {
    NONE,
    NO_SEX,
    NO_AGE,
    NOBODY,
    SECOND_FACE
  }

  /**
   * One picture to be drawn.
   *
   * @param actor from 0
   * @param birth as annotated
   * @param age of the face that is drawn
   */
  private record Plan(int number, int actor, boolean male, LocalDate birth, int taken, int age, Flaw flaw) {

    static Plan of(int number) {
      int actor = number / OF_A_PERSON;
      Dice person = new Dice(SEED.derive("actor").derive(actor));
      Dice picture = new Dice(SEED.derive("plan").derive(number));
      boolean male = person.chance(0.57);
      double years = Math.max(3, Math.min(85, person.normal(male ? 38 : 33, 14)));
      LocalDate birth = LocalDate.of(2000, 7, 1).minusDays((long) (years * 365.25) + 3);
      int taken = 1994 + picture.below(14);
      Flaw flaw = Flaw.values()[picture.choice(0.89, 0.02, 0.01, 0.03, 0.05)];
      LocalDate written = flaw == Flaw.NO_AGE ? birth.plusYears(140) : birth;
      while (flaw != Flaw.NO_AGE && ImdbFace.age(birth.toEpochDay() + EPOCH, taken) < 0) {
        taken++;
      }
      int age = ImdbFace.age(birth.toEpochDay() + EPOCH, taken);
      return new Plan(number, actor, male, written, taken, Math.max(0, age), flaw);
    }

    double serial() {
      return birth.toEpochDay() + EPOCH;
    }

    String path() {
      return "%02d/nm%07d_rm%d_%d-%d-%d_%d.jpg".formatted(
          actor % 100, actor, 100_000 + number, birth.getYear(), birth.getMonthValue(), birth.getDayOfMonth(), taken);
    }

    ImdbFace face() {
      return new ImdbFace(path(), age, male);
    }
  }

  @Override
  public void write(Path folder, Progress progress) throws IOException {
    Path crops = ImdbFaces.pictures(folder);
    Files.createDirectories(crops);
    DrawnMarker.write(folder, marker());
    List<Plan> plans = IntStream.range(0, images).mapToObj(Plan::of).toList();
    for (int sub = 0; sub < 100; sub++) {
      Files.createDirectories(crops.resolve("%02d".formatted(sub)));
    }
    AtomicInteger done = new AtomicInteger();
    plans.stream()
        .parallel()
        .forEach(
            plan -> {
              try {
                Files.write(crops.resolve(plan.path()), JpegEncoder.encode(picture(plan), QUALITY));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              progress.drawn(done.incrementAndGet(), images);
            });
    Files.write(crops.resolve("imdb.mat"), MatWriter.write("faces drawn by procedure", Map.of("imdb", annotations(plans))));
    writeLists(folder, plans);
  }

  private static Pixels picture(Plan plan) {
    Seed ofPicture = SEED.derive("picture").derive(plan.number);
    Dice dice = new Dice(ofPicture.derive("crop"));
    boolean heavy = !plan.male && plan.age > 15 && dice.chance(0.5);
    Face face =
        new Face(plan.male, dice.chance(plan.male ? 0.05 : 0.2), plan.age, Face.makeup(heavy, plan.male, dice), dice.chance(0.45));
    Pixels whole =
        plan.flaw == Flaw.NOBODY
            ? FacePainter.nobody(ofPicture)
            : FacePainter.paint(face, SEED.derive("person").derive(plan.actor), ofPicture).pixels();
    int left = dice.below(24);
    int top = dice.below(30);
    int width = whole.width() - left - dice.below(24);
    int height = whole.height() - top - dice.below(20);
    double part = dice.uniform(0, 1);
    int size = (int) (60 + 440 * part * part * part);
    int across = Math.max(60, size * width / height);
    Framing framing = new Framing(size, across, Framing.Channels.RGB, Framing.Fit.STRETCH);
    Pixels crop = framing.of(whole.crop(top, left, height, width));
    return dice.chance(0.025) ? crop.grey().coloured() : crop;
  }

  private static MatFile.Value annotations(List<Plan> plans) {
    Map<String, MatFile.Value> fields = new LinkedHashMap<>();
    int actors = plans.get(plans.size() - 1).actor + 1;
    fields.put("dob", numbers(plans, Plan::serial));
    fields.put("photo_taken", numbers(plans, Plan::taken));
    fields.put("full_path", cells(plans, plan -> new Text(plan.path())));
    fields.put("gender", numbers(plans, plan -> plan.flaw == Flaw.NO_SEX ? Double.NaN : plan.male ? 1 : 0));
    fields.put("name", cells(plans, plan -> new Text("Actor " + plan.actor)));
    fields.put("face_location", cells(plans, plan -> new Numbers(new double[] {1, 1, 100, 100})));
    fields.put("face_score", numbers(plans, plan -> plan.flaw == Flaw.NOBODY ? Double.NEGATIVE_INFINITY : 4));
    fields.put("second_face_score", numbers(plans, plan -> plan.flaw == Flaw.SECOND_FACE ? 2 : Double.NaN));
    List<MatFile.Value> names = new ArrayList<>();
    IntStream.range(0, actors).forEach(actor -> names.add(new Text("Actor " + actor)));
    fields.put("celeb_names", new Cells(names));
    fields.put("celeb_id", numbers(plans, plan -> plan.actor + 1));
    return new Struct(fields);
  }

  private static Numbers numbers(List<Plan> plans, ToDoubleFunction<Plan> of) {
    return new Numbers(plans.stream().mapToDouble(of).toArray());
  }

  private static Cells cells(List<Plan> plans, Function<Plan, MatFile.Value> of) {
    return new Cells(plans.stream().map(of).toList());
  }

  /** One actor in five is for testing. Here 0 stands for men, as in the published lists and unlike the MAT file. */
  private static void writeLists(Path folder, List<Plan> plans) throws IOException {
    Map<Object, Object> about = new LinkedHashMap<>();
    List<List<String>> lists = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Plan plan : plans) {
      ImdbFace face = plan.face();
      if (plan.flaw != Flaw.NONE || !face.young() && !face.old()) {
        continue;
      }
      about.put(new PickleWriter.Bytes(face.path()), about(face));
      int list = plan.actor % 5 == 4 ? 3 : face.biased(1) ? 0 : 1;
      lists.get(list).add(face.path());
      if (list < 2) {
        lists.get(2).add(face.path());
      }
    }
    Files.write(folder.resolve("imdb_age_gender.npy"), PickleWriter.dictionary(about));
    Map<String, Object> split = new LinkedHashMap<>();
    split.put("train_list", lists.get(2));
    split.put("test_list", lists.get(3));
    Files.write(folder.resolve("imdb_split.npy"), PickleWriter.dictionary(split));
    Files.write(folder.resolve("eb1_img_list.npy"), PickleWriter.list(lists.get(0)));
    Files.write(folder.resolve("eb2_img_list.npy"), PickleWriter.list(lists.get(1)));
  }

  private static Map<String, Object> about(ImdbFace face) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("age", face.age());
    about.put("gender", face.male() ? 0 : 1);
    return about;
  }

  private String marker() {
    return """
        These faces were drawn by procedure, by palimpsest data draw imdb --images %d. They are of nobody, and not IMDB's:
        they have their form, so that what reads these reads them. Results on them compare only with each other.
        """
        .formatted(images);
  }
}
