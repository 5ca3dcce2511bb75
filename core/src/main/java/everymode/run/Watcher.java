package everymode.run;

import everymode.train.Event;

/// Observes trainings in run directories: logs, images, trackers.
///
/// Implementations listed in `META-INF/services/everymode.run.Watcher` observe every training; a
/// new instance is created for each. All calls are made on the training thread, between steps, so a
/// slow watcher slows the training, and an exception ends it. A watcher must not change the model
/// and must draw its random numbers from separate keys.
public interface Watcher extends AutoCloseable {

  /// Called once, before the first event.
  ///
  /// @param run the training, valid until [#close]
  default void begin(WatchedRun run) {}

  /// Called for each event.
  void on(Event event);

  /// Called once, after the last event.
  @Override
  default void close() {}
}
