package everymode.cli;

import everymode.data.Dataset;
import everymode.run.Training;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import everymode.tensor.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The device and the number of threads.
final class DeviceOptions {

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--threads",
      description = "CPU threads in training (default: chosen by the data).")
  private @Nullable Integer threads;

  /// Finds the device, and uses all cores until training sets another number.
  Device open() {
    int limit = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
    Arguments.require(
        threads == null || (threads >= 1 && threads <= limit),
        String.format(
            Locale.ROOT,
            "--threads must be from 1 to %d on this machine, but is %d",
            limit,
            threads));
    Device found = Device.of(device);
    allCores();
    return found;
  }

  /// The given number of training threads; 0 to choose by the data.
  int threads() {
    return threads == null ? 0 : threads;
  }

  /// Uses the given number of threads or else all cores, where results do not depend on it.
  void allCores() {
    Backend.threads(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
  }

  /// Uses the given number of threads or else the default for training on the data.
  void suit(Dataset data) {
    Backend.threads(threads == null ? Training.threads(data) : threads);
  }

  /// The result of work with a device as the current one.
  static <T> T on(Device device, Supplier<T> work) {
    List<T> result = new ArrayList<>();
    device.during(() -> result.add(work.get()));
    return result.getFirst();
  }

  /// A description, such as `cpu, 2 threads`.
  static String describe(Device found) {
    int now = Backend.threads();
    String name =
        found.isCpu() ? "cpu, " + now + (now == 1 ? " thread" : " threads") : found.name();
    return found.precision() == Precision.FP32 ? name : name + ", " + found.precision().label();
  }
}
