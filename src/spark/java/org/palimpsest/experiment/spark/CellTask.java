package org.palimpsest.experiment.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.palimpsest.experiment.CellParcel;
import org.palimpsest.experiment.CellWork.CellOutcome;
import org.palimpsest.experiment.GridOrder;
import org.palimpsest.experiment.GridOrder.Item;
import org.palimpsest.experiment.GridWorker;
import org.palimpsest.experiment.Machine;
import org.palimpsest.random.Sha256;

/**
 * An attempt at one item of a grid, on a worker. Where the worker sees the driver's folder of results, the item's files
 * are written there; elsewhere in a folder of the worker's own, and sent.
 *
 * @param item of the order
 * @param place where results belong
 * @param sent what the driver has of this item and those before it, for a worker that does not see the folder
 * @param others whether there may be other workers, so that a failure which may be the machine's is worth an attempt there
 */
record CellTask(
    GridOrder order, String item, Place place, List<Sent> sent, boolean others, CellProgress progress)
    implements Function<Integer, CellTask.Ended> {

  /**
   * The driver's folder of results.
   *
   * @param token what the file {@value GridOrder#TOKEN} in it holds
   * @param code the SHA-256 of the driver's jar
   * @param collected whether results are sent even where the folder could be written
   */
  record Place(String results, String token, String code, boolean collected) implements Serializable {

    boolean isHere() throws IOException {
      Path file = Path.of(results, GridOrder.TOKEN);
      return !collected && Files.exists(file) && Files.readString(file).equals(token);
    }

    /** A folder that outlives this JVM, so that the next attempt on this machine goes on where this one stopped. */
    Path own() {
      String name = Sha256.of((results + "\n" + token + "\n" + code).getBytes(StandardCharsets.UTF_8)).substring(0, 16);
      return Path.of(System.getProperty("java.io.tmpdir"), "palimpsest-" + System.getProperty("user.name"), name);
    }
  }

  /** What the driver has of an item. */
  record Sent(String item, Broadcast<byte[]> parcel) implements Serializable {}

  /**
   * How an attempt ended.
   *
   * @param parcel what the item has left; empty where the driver sees it anyway
   * @param worker where that was
   * @param processor of the worker
   */
  record Ended(
      CellOutcome.Fate fate, double seconds, String message, byte[] parcel, String worker, String processor,
      CellProgress.Picture heard)
      implements Serializable {}

  @Override
  public Ended call(Integer unused) throws IOException {
    TaskContext context = TaskContext.get();
    String host = SparkEnv.get().blockManager().blockManagerId().host() + ", executor " + SparkEnv.get().executorId();
    progress.begin(context.taskAttemptId(), host);
    if (!Machine.code().equals(place.code())) {
      throw new IOException("%s: expected the palimpsest.jar of the driver, was another".formatted(host));
    }
    GridWorker worker = GridWorker.of(order);
    Item mine = worker.item(item);
    boolean here = place.isHere();
    Path results = here ? Path.of(place.results()) : place.own();
    if (!here) {
      receive(worker, results);
    }
    boolean mayTryElsewhere = others && context.attemptNumber() == 0;
    CellOutcome outcome =
        worker.run(
            mine, results, progress.listener(),
            error -> context.isInterrupted() || mayTryElsewhere && GridWorker.mayBeOfTheMachine(error));
    byte[] parcel = {};
    if (!here) {
      parcel = CellParcel.pack(results, mine);
      CellParcel.delete(results, mine);
    }
    return new Ended(
        outcome.fate(), outcome.seconds(), outcome.message(), parcel, host, Machine.processor(), progress.value());
  }

  /** What was sent is unpacked, but where an earlier attempt on this machine got further. */
  private void receive(GridWorker worker, Path results) throws IOException {
    for (Sent of : sent) {
      Item known = worker.item(of.item());
      CellParcel.unpackIfNothing(() -> of.parcel().value(), results, known);
    }
  }
}
