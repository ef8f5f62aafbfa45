package org.palimpsest.data.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.palimpsest.data.DataException;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset.FileState;
import org.palimpsest.random.Sha256;

/**
 * The files of a collection: annotations, and pictures in the order of their numbers.
 *
 * @param settings where they lie and what becomes of them
 * @param dataset the name under which what is made of them is kept
 */
public record PictureFiles(
    PictureSettings settings, String dataset, DataHome home, List<Path> annotations, List<Path> pictures) {

  /** The SHA-256 of every picture, remembered. */
  private List<String> hashes() {
    Path place = settings.place(home).toAbsolutePath().normalize();
    String key = Sha256.of(place.toString().getBytes(StandardCharsets.UTF_8));
    Path memory = PictureSettings.cache(home, dataset).resolve(key.substring(0, 16) + ".hashes");
    return new FileHashes(memory).of(pictures, pictures.stream().map(Path::toString).toList());
  }

  public StoredPictures stored() {
    return new StoredPictures(
        pictures, pictures.stream().map(Path::toString).toList(), hashes(), settings.framing(), settings.scale(),
        PictureSettings.cache(home, dataset));
  }

  /** A text that changes with the content of annotations and pictures. */
  public String fingerprint() {
    List<String> parts = new ArrayList<>();
    annotations.forEach(file -> parts.add(Sha256.of(FileHashes.read(file, file.toString()))));
    parts.addAll(hashes());
    return Sha256.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)).substring(0, 32);
  }

  /** Something that a picture has to have; throws a DataException that names the file if it has not. */
  public interface Requirement {
    void check(Path file, Pixels pixels);
  }

  /** Annotations, which are taken to have been read, and pictures, each decoded. */
  public List<FileState> verified(Requirement requirement) {
    Stream<FileState> read = pictures.stream().parallel().map(file -> verified(file, requirement));
    return Stream.concat(annotations.stream().map(file -> state(file, Optional.empty())), read.toList().stream()).toList();
  }

  private static FileState verified(Path file, Requirement requirement) {
    try {
      requirement.check(file, ImageFile.decode(file.toString(), FileHashes.read(file, file.toString())));
      return state(file, Optional.empty());
    } catch (DataException e) {
      return state(file, Optional.of(e.getMessage()));
    }
  }

  private static FileState state(Path file, Optional<String> problem) {
    boolean there = Files.exists(file);
    return new FileState(
        file.getFileName().toString(), there ? Optional.of(file) : Optional.empty(),
        Files.isRegularFile(file) ? file.toFile().length() : 0, problem);
  }

  /** The one state of a collection whose annotations cannot be read. */
  public static List<FileState> unread(Path folder, boolean there, String problem) {
    Optional<Path> place = there ? Optional.of(folder) : Optional.empty();
    return List.of(new FileState(folder.getFileName().toString(), place, 0, Optional.of(problem)));
  }
}
