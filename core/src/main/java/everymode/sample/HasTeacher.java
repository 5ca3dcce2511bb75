package everymode.sample;

/// A generator that has learned from a model that knows its density.
public interface HasTeacher {

  /// The density of the teacher, not that of the generator.
  Density teacher();
}
