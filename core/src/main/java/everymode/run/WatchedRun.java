package everymode.run;

import everymode.train.Event;

/// What a watcher sees of a training.
public interface WatchedRun {

  /// The model as it is now, with its recipe, data and directory.
  Trained trained();

  /// Steps done so far in all stages, that of the current event included.
  long steps();

  /// Time spent in training so far, earlier parts included.
  ///
  /// @return seconds
  double seconds();

  /// Tells all watchers of an event.
  ///
  /// @param event such as [Event.Frame], after the file was written
  void emit(Event event);
}
