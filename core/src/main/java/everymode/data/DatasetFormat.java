package everymode.data;

import java.nio.file.Path;

/// A format of data set files that is added from outside.
///
/// Implementations have a public constructor without parameters and are found by `ServiceLoader`:
/// their names are listed in `META-INF/services/everymode.data.DatasetFormat`. They are asked
/// before the built-in formats, wherever a path is given as a data set.
///
/// [TrainHeldOutSplit] holds out a tenth of the rows of each class where a format has no test rows.
public interface DatasetFormat {

  /// Whether a file or folder is of this format, such as by its ending or its first bytes.
  ///
  /// @param path an existing file or folder
  boolean recognises(Path path);

  /// Opens a file or folder of this format.
  ///
  /// @param path an existing file or folder
  /// @param spec the path as given, with options after a colon if there are some: the name of the
  ///   data set
  /// @return the set, its rows on the processor
  /// @throws everymode.error.EverymodeException when the file is invalid or an option is wrong
  Dataset open(Path path, String spec);
}
