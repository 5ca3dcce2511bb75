package everymode.run;

import everymode.train.Event;

/// A watcher's view of a training.
public interface WatchedRun {

  /// The model in its current state, with its recipe, data and directory.
  Trained trained();

  /// Steps done so far in all stages, including that of the current event.
  long steps();

  /// Time spent in training so far in seconds, including earlier parts of a resumed training.
  double seconds();

  /// Notifies all watchers of an event.
  ///
  /// @param event such as [Event.Frame], after the file was written
  void emit(Event event);
}
