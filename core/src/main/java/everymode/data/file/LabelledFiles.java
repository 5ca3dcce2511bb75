package everymode.data.file;

import everymode.data.TrainHeldOutSplit;
import everymode.error.EverymodeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Pictures sorted into classes and parts by the names of their folders.
///
/// The first folder of a path is the class, and the sorted names of classes are their numbers. A
/// folder `train` beside `test`, `val` or `valid` splits the set. Pictures without folders have no
/// classes.
///
/// @param train pictures to train on
/// @param held held-out pictures; none when the set came in one part
/// @param classes names of the classes; none without classes
record LabelledFiles(Subset train, Subset held, List<String> classes) {

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "gif", "bmp");
  private static final List<String> HELD = List.of("test", "val", "valid");

  LabelledFiles {
    classes = List.copyOf(classes);
  }

  /// Pictures with their classes.
  ///
  /// @param pictures in order
  /// @param label a class each, or null when there are none
  @SuppressWarnings("ArrayRecordComponent") // handed on to rows, never changed
  record Subset(List<ImageFile> pictures, long @Nullable [] label) {
    Subset {
      pictures = List.copyOf(pictures);
    }
  }

  /// Whether a name is that of a picture; hidden files and those that some archives add are not.
  static boolean picture(String name) {
    String own = name.substring(name.lastIndexOf('/') + 1);
    String ending = own.substring(own.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !own.startsWith(".")
        && !name.startsWith("__MACOSX/")
        && own.contains(".")
        && ENDINGS.contains(ending);
  }

  /// Pictures whose classes are told by a list.
  static LabelledFiles labelled(Collection<ImageFile> pictures, long @Nullable [] label) {
    int classes = label == null ? 0 : 1 + (int) java.util.Arrays.stream(label).max().orElse(-1);
    return new LabelledFiles(
        new Subset(List.copyOf(pictures), label),
        new Subset(List.of(), null),
        TrainHeldOutSplit.numbers(classes));
  }

  /// Pictures whose folders tell their classes.
  ///
  /// @param where what to call the whole in errors
  /// @param pictures at least one
  static LabelledFiles byFolder(String where, Collection<ImageFile> pictures) {
    Map<String, ImageFile> sorted = new TreeMap<>();
    pictures.forEach(picture -> sorted.put(picture.name(), picture));
    Set<String> tops = new TreeSet<>();
    sorted.keySet().forEach(name -> tops.add(first(name)));
    List<String> held = HELD.stream().filter(tops::contains).toList();
    if (!tops.contains("train")) {
      Subset all = part(where, sorted, "", classes(where, sorted, ""));
      return new LabelledFiles(all, new Subset(List.of(), null), classes(where, sorted, ""));
    }
    if (held.size() > 1) {
      throw new EverymodeException(
          "%s: must hold one folder of held-out images beside train, but holds %s; leave one"
              .formatted(where, String.join(" and ", held)));
    }
    String test = held.isEmpty() ? "" : held.getFirst();
    Set<String> strays = new TreeSet<>(tops);
    strays.removeAll(Set.of("train", test));
    if (!strays.isEmpty()) {
      throw new EverymodeException(
          "%s: may hold no images beside those in train and test, but holds some in %s; move them"
              .formatted(
                  where,
                  strays.stream()
                      .map(s -> s.isEmpty() ? "itself" : s)
                      .limit(3)
                      .collect(Collectors.joining(", "))));
    }
    List<String> classes = classes(where, sorted, "train/");
    return new LabelledFiles(
        part(where, sorted, "train/", classes),
        test.isEmpty() ? new Subset(List.of(), null) : part(where, sorted, test + "/", classes),
        classes);
  }

  /// The folders below a prefix, or none when the pictures lie in no folder.
  private static List<String> classes(String where, Map<String, ImageFile> sorted, String prefix) {
    Set<String> folders = new TreeSet<>();
    sorted.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> folders.add(first(name.substring(prefix.length()))));
    if (folders.contains("") && folders.size() > 1) {
      throw new EverymodeException(
          "%s: images must all lie in folders that are their classes or none may, but %s lies beside folders; move it"
              .formatted(
                  where,
                  sorted.keySet().stream()
                      .filter(name ->
                          name.startsWith(prefix)
                              && first(name.substring(prefix.length())).isEmpty())
                      .findFirst()
                      .orElse("one")));
    }
    return folders.contains("") ? List.of() : List.copyOf(folders);
  }

  private static Subset part(
      String where, Map<String, ImageFile> sorted, String prefix, List<String> classes) {
    List<ImageFile> pictures = new ArrayList<>();
    List<Long> labels = new ArrayList<>();
    for (Map.Entry<String, ImageFile> entry : sorted.entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        continue;
      }
      pictures.add(entry.getValue());
      String folder = first(entry.getKey().substring(prefix.length()));
      long number = classes.indexOf(folder);
      if (number < 0 && !(classes.isEmpty() && folder.isEmpty())) {
        throw new EverymodeException(
            "%s: held-out images must have the classes %s of the training images, but %s lies elsewhere; move it"
                .formatted(
                    where,
                    classes.stream().limit(10).collect(Collectors.joining(", ")),
                    entry.getKey()));
      }
      labels.add(number);
    }
    return new Subset(
        pictures, classes.isEmpty() ? null : labels.stream().mapToLong(Long::longValue).toArray());
  }

  /// The first folder of a path, or nothing.
  private static String first(String name) {
    int slash = name.indexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }
}
