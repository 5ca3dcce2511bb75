package everymode.data.file;

import everymode.io.Npz;
import everymode.io.TensorFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/// A file of arrays by name: `.npz`, `.safetensors`, or `.npy` with a single array. An array is
/// read when it is asked for, and no other is looked at.
///
/// @param names in the order of the file
record ArrayFile(Path file, List<String> names) {

  private static final int SHOWN = 20;

  ArrayFile {
    names = List.copyOf(names);
  }

  /// Whether a file has one of these formats, by its ending.
  static boolean is(Path file) {
    return List.of(".npz", ".npy", ".safetensors").contains(PathSpec.ending(file));
  }

  /// Lists the arrays of a file.
  static ArrayFile of(Path file) {
    return new ArrayFile(
        file,
        switch (PathSpec.ending(file)) {
          case ".npz" -> Npz.names(file);
          case ".npy" -> List.of("x");
          default -> List.copyOf(TensorFile.outline(file).keySet());
        });
  }

  /// The first of some names that occurs, in any letter case; an exact match comes first.
  Optional<String> first(List<String> wanted) {
    return wanted.stream()
        .flatMap(name ->
            names.stream()
                .filter(own -> own.equals(name))
                .findFirst()
                .or(() ->
                    names.stream()
                        .filter(own -> own.toLowerCase(Locale.ROOT).equals(name))
                        .findFirst())
                .stream())
        .findFirst();
  }

  /// The first of some names that occurs, or that of the only array.
  Optional<String> firstOrOnly(List<String> wanted) {
    return first(wanted)
        .or(() -> names.size() == 1 ? names.stream().findFirst() : Optional.empty());
  }

  /// Reads an array.
  ///
  /// @param name one of [#names]
  /// @return bool, uint8, int32, int64, float32 or float64, on the processor, in the current scope
  Tensor read(String name) {
    return switch (PathSpec.ending(file)) {
      case ".npz" -> Npz.read(file, List.of(name)).values().iterator().next();
      case ".npy" -> Npz.array(file);
      default -> TensorFile.tensor(file, name);
    };
  }

  /// Type and shape of an array; empty when they cannot be read.
  ///
  /// @return such as `<i8 [60]` or `BF16 [60, 2]`
  Optional<String> about(String name) {
    return switch (PathSpec.ending(file)) {
      case ".npz" -> Npz.about(file, name);
      case ".npy" -> Optional.empty();
      default -> Optional.ofNullable(TensorFile.outline(file).get(name));
    };
  }

  /// All names with types and shapes, for messages.
  String contents() {
    String some =
        names.stream()
            .limit(SHOWN)
            .map(name -> about(name).map(about -> name + " (" + about + ")").orElse(name))
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "none" : some + (names.size() > SHOWN ? ", …" : "");
  }
}
