package everymode.cli;

import everymode.data.Dataset;
import everymode.error.UsageException;
import everymode.run.Training;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where work is done.
final class DeviceOptions {

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--threads",
      description = "Threads of the processor in training (default: what suits the data).")
  private @Nullable Integer threads;

  /// Finds the device; measuring and sampling use all cores.
  Device open() {
    int most = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
    if (threads != null && (threads < 1 || threads > most)) {
      throw new UsageException(
          "--threads must be from 1 to %d on this machine, but is %d".formatted(most, threads));
    }
    Device found = Device.of(device);
    allCores();
    return found;
  }

  /// Threads asked for in training, or 0 for what suits the data.
  int threads() {
    return threads == null ? 0 : threads;
  }

  /// Uses all cores from now on: what follows training does not depend on their number.
  void allCores() {
    Backend.threads(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
  }

  /// Uses as many threads as were asked for, or as suit training on the data.
  void suit(Dataset data) {
    Backend.threads(threads == null ? Training.threads(data) : threads);
  }

  /// Such as `cpu, 2 threads`.
  static String describe(Device found) {
    int now = Backend.threads();
    return found.equals(Device.CPU)
        ? "cpu, " + now + (now == 1 ? " thread" : " threads")
        : found.name();
  }
}
