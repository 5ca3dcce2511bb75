package everymode.data.file;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Images assigned to classes and parts.
///
/// @param train training images
/// @param held held-out images; empty when the set is not split
/// @param classes names of the classes; empty without classes
/// @param notes what was assumed and passed over
record LabelledFiles(Subset train, Subset held, List<String> classes, List<String> notes) {

  LabelledFiles {
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
  }

  /// Images with their classes.
  ///
  /// @param pictures in order
  /// @param label one class per image, or null when there are none
  @SuppressWarnings("ArrayRecordComponent") // passed on to rows, never modified
  record Subset(List<ImageFile> pictures, long @Nullable [] label) {
    static final Subset NONE = new Subset(List.of(), null);

    Subset {
      pictures = List.copyOf(pictures);
    }
  }

  /// Images with the labels of a list; the numbers that occur in it are the classes.
  static LabelledFiles labelled(Collection<ImageFile> pictures, long @Nullable [] label) {
    if (label == null) {
      Subset all = new Subset(List.copyOf(pictures), null);
      return new LabelledFiles(all, Subset.NONE, List.of(), List.of());
    }
    long[] numbers = Arrays.stream(label).distinct().sorted().toArray();
    long[] from0 = Arrays.stream(label).map(c -> Arrays.binarySearch(numbers, c)).toArray();
    return new LabelledFiles(
        new Subset(List.copyOf(pictures), from0),
        Subset.NONE,
        Arrays.stream(numbers).mapToObj(Long::toString).toList(),
        List.of());
  }

  /// The same images with further notes.
  LabelledFiles noting(List<String> more) {
    return new LabelledFiles(
        train, held, classes, Stream.concat(notes.stream(), more.stream()).toList());
  }
}
