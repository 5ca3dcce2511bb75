package everymode.cli;

import everymode.error.UsageException;
import everymode.tensor.Backend;
import everymode.tensor.Device;
import picocli.CommandLine.Option;

/// Where work is done.
final class Machine {

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(names = "--threads", description = "Threads of the processor (default: all cores).")
  private int threads = Runtime.getRuntime().availableProcessors();

  /// Sets the threads and finds the device.
  Device open() {
    if (threads < 1) {
      throw new UsageException("--threads must be at least 1, but is " + threads);
    }
    Device found = Device.of(device);
    Backend.threads(threads);
    return found;
  }

  /// Such as `cpu, 2 threads`.
  String describe(Device found) {
    return found.equals(Device.CPU)
        ? "cpu, " + threads + (threads == 1 ? " thread" : " threads")
        : found.name();
  }
}
