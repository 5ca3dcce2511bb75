package everymode.tensor;

import everymode.error.EverymodeException;
import everymode.error.UsageException;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A device for tensors and computations, and how it multiplies.
///
/// @param name `cpu`, `cuda` or `cuda:N`
/// @param precision of convolutions
public record Device(String name, Precision precision) {

  /// The CPU.
  public static final Device CPU = new Device("cpu");

  private static final ThreadLocal<Device> CURRENT = ThreadLocal.withInitial(() -> CPU);

  /// A device that computes in single precision.
  public Device(String name) {
    this(name, Precision.FP32);
  }

  /// The same device with another precision of convolutions.
  public Device with(Precision other) {
    return new Device(name, other);
  }

  /// Whether this is the CPU.
  public boolean isCpu() {
    return name.equals(CPU.name);
  }

  /// The device of a given name.
  ///
  /// There is no silent fallback: requesting a GPU that is not available is an error.
  ///
  /// @param name `cpu`, `cuda`, `cuda:N`, or `auto` for the first GPU if there is one
  /// @throws EverymodeException when the name is unknown or the device is not available
  public static Device of(String name) {
    Backend.load();
    if (name.equals("cpu")) {
      return CPU;
    }
    int found = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    if (name.equals("auto")) {
      return found > 0 ? new Device("cuda:0") : CPU;
    }
    if (!name.matches("cuda(:\\d{1,3})?")) {
      throw new UsageException("no device called '" + name + "'; use cpu, cuda, cuda:N or auto");
    }
    int index = name.equals("cuda") ? 0 : Integer.parseInt(name.substring(5));
    if (index >= found) {
      throw new EverymodeException(
          String.format(
              Locale.ROOT,
              "device '%s' was requested, but %s; use device cpu, or see 'doctor' for the reason",
              name,
              found == 0 ? "no CUDA device was found" : "only " + found + " were found"));
    }
    return new Device("cuda:" + index);
  }

  /// A description of the CUDA support.
  ///
  /// @return a sentence without a full stop
  public static String cuda() {
    Backend.load();
    if (!torch.hasCUDA()) {
      return "not built in: these native libraries support the CPU only; for GPUs put the bytedeco"
          + " pytorch jar with classifier linux-x86_64-gpu on the class path";
    }
    int found = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    return found == 0 ? "built in, but no device was found; check the driver" : found + " devices";
  }

  /// The calling thread's current device, on which draws and batches are created.
  ///
  /// @return the CPU unless inside [#during]
  public static Device current() {
    return CURRENT.get();
  }

  /// Runs work with this as the calling thread's current device.
  public void during(Runnable work) {
    during(() -> {
      work.run();
      return this;
    });
  }

  /// Runs work with this as the calling thread's current device.
  public <T> T during(Supplier<T> work) {
    Device before = CURRENT.get();
    CURRENT.set(this);
    try {
      return work.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /// Moves a tensor to this device.
  ///
  /// @return the same tensor when it is already on this device, else a copy
  public Tensor bring(Tensor tensor) {
    boolean here = tensor.is_cuda() == !isCpu();
    if (here && (isCpu() || tensor.device().index() == index())) {
      return tensor;
    }
    var device = new org.bytedeco.pytorch.Device(name);
    return tensor.to(device, tensor.scalar_type());
  }

  /// Moves all state of a part to this device in place, including optimiser moments and averages.
  ///
  /// @param part a model, layer or player
  public void bring(Stateful part) {
    if (isCpu() && !torch.cuda_is_available()) {
      return;
    }
    try (var _ = new Scope()) {
      StateSnapshot.of(part).values().forEach(t -> t.set_data(bring(t.detach())));
    }
  }

  private int index() {
    return name.contains(":") ? Integer.parseInt(name.substring(5)) : 0;
  }
}
