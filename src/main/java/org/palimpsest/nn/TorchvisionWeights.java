package org.palimpsest.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.palimpsest.data.DataException;
import org.palimpsest.nn.engine.ParameterSlot;
import org.palimpsest.nn.weights.TensorFile.Tensor;
import org.palimpsest.nn.weights.TensorFile;

/**
 * Parameters of a network under torchvision's names. A file's names may have {@code module.} or {@code m.} before them,
 * and DenseNet's older form; how many batches its running statistics have seen is left aside.
 */
public final class TorchvisionWeights {

  private static final String BATCHES_SEEN = "num_batches_tracked";

  /** Of names that are listed when they do not fit. */
  private static final int LISTED = 8;

  private TorchvisionWeights() {}

  /** A parameter's name, its shape and where it lies among an encoder's. */
  private record Place(String name, List<Integer> shape, int offset) {

    int length() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  /** In the order of an encoder's parameters; the head's two last. */
  private static List<Place> places(NetworkSpec network) {
    List<String> names = TorchvisionNames.of(network);
    List<Place> places = new ArrayList<>();
    int end = 0;
    for (ParameterSlot slot : ParameterSlot.of(network.layers())) {
      places.add(new Place(names.get(places.size()), slot.parameter().shape(), slot.offset()));
      end = slot.end();
    }
    int classes = network.classes();
    places.add(new Place(names.get(places.size()), List.of(classes, network.featureCount()), end));
    places.add(new Place(names.get(places.size()), List.of(classes), end + classes * network.featureCount()));
    return places;
  }

  /** An encoder's parameters, running statistics included, in its order. */
  public static Map<String, Tensor> of(Encoder encoder) {
    float[] parameters = encoder.parameters();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Place place : places(encoder.spec())) {
      float[] values = new float[place.length()];
      System.arraycopy(parameters, place.offset(), values, 0, values.length);
      tensors.put(place.name(), new Tensor(place.shape(), values));
    }
    return tensors;
  }

  /**
   * Gives an encoder the parameters in a file; a head of another number of classes stays as it was.
   *
   * @throws DataException as {@link #check}
   */
  public static void into(Encoder encoder, TensorFile file) {
    Map<String, Tensor> fitting = fitting(encoder.spec(), file);
    float[] parameters = encoder.parameters();
    for (Place place : places(encoder.spec())) {
      Tensor tensor = fitting.get(place.name());
      if (tensor != null) {
        System.arraycopy(tensor.values(), 0, parameters, place.offset(), tensor.values().length);
      }
    }
    encoder.parameters(parameters);
  }

  /**
   * True if the file has a head for the network, too.
   *
   * @throws DataException if tensors are missing, surplus, of another shape or not finite; lists them
   */
  public static boolean check(NetworkSpec network, TensorFile file) {
    List<Place> places = places(network);
    return fitting(network, file).containsKey(places.get(places.size() - 1).name());
  }

  /** The file's tensors by torchvision's names of today, without a head that does not fit. */
  private static Map<String, Tensor> fitting(NetworkSpec network, TensorFile file) {
    Map<String, Tensor> found = new LinkedHashMap<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              String today = TorchvisionNames.today(name);
              if (!today.endsWith(BATCHES_SEEN) && found.put(today, tensor) != null) {
                throw new DataException("%s: expected each tensor once, was %s twice".formatted(file.file(), today));
              }
            });
    List<Place> places = places(network);
    List<Place> head = places.subList(places.size() - 2, places.size());
    if (head.stream().anyMatch(place -> !fits(place, found.get(place.name())))) {
      head.forEach(place -> found.remove(place.name()));
    }
    List<String> problems = new ArrayList<>();
    for (Place place : places) {
      Tensor tensor = found.get(place.name());
      if (tensor == null && !head.contains(place)) {
        problems.add("no " + place.name());
      } else if (tensor != null && !fits(place, tensor)) {
        problems.add("%s is %s, not %s".formatted(place.name(), tensor.shape(), place.shape()));
      } else if (tensor != null && !finite(tensor)) {
        problems.add(place.name() + " is not finite");
      }
    }
    TreeSet<String> surplus = new TreeSet<>(found.keySet());
    places.forEach(place -> surplus.remove(place.name()));
    surplus.forEach(name -> problems.add("a surplus " + name.replaceAll("\\p{Cntrl}", "?")));
    if (!problems.isEmpty()) {
      String more = problems.size() > LISTED ? " and %d more".formatted(problems.size() - LISTED) : "";
      throw new DataException(
          "%s: expected weights of %s (%s), was a file with: %s%s"
              .formatted(
                  file.file(), network.name(), network.summary(),
                  String.join("; ", problems.subList(0, Math.min(LISTED, problems.size()))), more));
    }
    return found;
  }

  private static boolean fits(Place place, Tensor tensor) {
    return tensor != null && tensor.shape().equals(place.shape());
  }

  private static boolean finite(Tensor tensor) {
    for (float value : tensor.values()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }
}
