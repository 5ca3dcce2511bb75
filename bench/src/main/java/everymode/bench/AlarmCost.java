package everymode.bench;

import everymode.alarm.SignalRecorder;
import everymode.config.ConfigRecords;
import everymode.data.Dataset;
import everymode.data.catalog.Datasets;
import everymode.random.RandomKey;
import everymode.tensor.Backend;
import everymode.train.DefaultsContext;
import everymode.train.Families;
import everymode.train.Family;
import everymode.train.GradientObserver;
import everymode.train.Model;
import everymode.train.TrainingLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/// The share of a training's processor time that the collapse alarm takes, on one thread.
final class AlarmCost {

  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private long checks;
  private long spent; // nanoseconds

  private AlarmCost() {}

  /// Prints a line for each training.
  ///
  /// @param arguments triples of family, data set and steps
  public static void main(String[] arguments) {
    Backend.threads(1);
    for (int i = 0; i + 2 < arguments.length; i += 3) {
      new AlarmCost()
          .print(
              Families.named(arguments[i]), arguments[i + 1], Integer.parseInt(arguments[i + 2]));
    }
  }

  private <C extends Record> void print(Family<C> family, String name, int steps) {
    Dataset data = Datasets.open(name);
    var key = new RandomKey(1);
    C config =
        ConfigRecords.changed(
            family.defaults(DefaultsContext.of(data)), "{steps: " + steps + "}", family.name());
    int batch = ConfigRecords.tree(config).path("batchSize").asInt();
    Model model = DefaultGames.model(family, config, data, key);
    TrainingLoop loop = new TrainingLoop(model, key, _ -> {});
    SignalRecorder recorder = new SignalRecorder(data, key.fold("alarm"));
    GradientObserver seen = recorder.observer();
    loop.observe((step, update, gradients) -> timed(() -> seen.observe(step, update, gradients)));
    long every = SignalRecorder.interval(steps, batch);
    recorder.next(every);
    long start = CLOCK.getCurrentThreadCpuTime();
    for (long step = 1; loop.step(); step++) {
      if (step % every == 0) {
        long now = step;
        timed(() -> recorder.at(now, model));
        recorder.next(step + every);
        checks++;
      }
    }
    double all = CLOCK.getCurrentThreadCpuTime() - start;
    IO.println(
        String.format(
            Locale.ROOT,
            "%-8s %-10s %,7d steps of %d rows: %2d checks, %.1f %% of %.0f CPU seconds",
            family.name(),
            name,
            steps,
            batch,
            checks,
            100 * spent / all,
            all / 1e9));
  }

  private void timed(Runnable work) {
    long start = CLOCK.getCurrentThreadCpuTime();
    work.run();
    spent += CLOCK.getCurrentThreadCpuTime() - start;
  }
}
