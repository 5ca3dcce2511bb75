package everymode.run;

import everymode.train.Event;

/// Follows trainings in run directories: logs, pictures, trackers.
///
/// Implementations that stand in `META-INF/services/everymode.run.Watcher` follow every training; a
/// new instance is made for each. All calls come on the thread that trains, between its steps, so a
/// slow watcher slows the training; what it throws ends the training. It must not change the model
/// and must draw its random numbers from keys of its own.
public interface Watcher extends AutoCloseable {

  /// Called once, before the first event.
  ///
  /// @param run the training, valid until [#close]
  default void begin(WatchedRun run) {}

  /// Called for each event.
  ///
  /// @param event what happened
  void on(Event event);

  /// Called once, after the last event.
  @Override
  default void close() {}
}
