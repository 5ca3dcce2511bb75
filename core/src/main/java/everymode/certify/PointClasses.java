package everymode.certify;

import everymode.data.Dataset;
import everymode.data.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The classes of the points of a certificate, fixed before a sample is drawn.
///
/// @param names the classes, each with a row among the points or the training rows
/// @param label class of each point, as a position in `names`; empty without classes
/// @param training class of each training row; empty without classes
/// @param decide whether the verdict needs every class to be covered
@SuppressWarnings("ArrayRecordComponent") // large, never compared
public record PointClasses(List<String> names, int[] label, int[] training, boolean decide) {

  /// Copies the list.
  public PointClasses {
    names = List.copyOf(names);
  }

  /// The labels of the points; numbers without a row are no classes.
  ///
  /// @param points rows of the data set
  /// @param decide whether the verdict needs every class to be covered; if not, it is by the share
  ///   of points alone, and the classes are shown
  public static PointClasses of(Dataset data, Rows points, boolean decide) {
    if (points.label() == null) {
      return new PointClasses(List.of(), new int[0], new int[0], decide);
    }
    long[] label = points.labels();
    long[] training = data.train().labels();
    boolean[] present = new boolean[data.classes().size()];
    LongStream.concat(Arrays.stream(label), Arrays.stream(training))
        .forEach(of -> present[Math.toIntExact(of)] = true);
    int[] kept = IntStream.range(0, present.length).filter(c -> present[c]).toArray();
    int[] position = new int[present.length];
    for (int at = 0; at < kept.length; at++) {
      position[kept[at]] = at;
    }
    return new PointClasses(
        Arrays.stream(kept).mapToObj(data.classes()::get).toList(),
        positions(label, position),
        positions(training, position),
        decide);
  }

  private static int[] positions(long[] label, int[] position) {
    return Arrays.stream(label).mapToInt(of -> position[Math.toIntExact(of)]).toArray();
  }
}
