package everymode.tensor;

import everymode.error.EverymodeException;
import everymode.error.UsageException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Where tensors live and work is done.
///
/// @param name `cpu`, `cuda` or `cuda:N`
public record Device(String name) {

  /// The processor.
  public static final Device CPU = new Device("cpu");

  private static final ThreadLocal<Device> CURRENT = ThreadLocal.withInitial(() -> CPU);

  /// Finds the device of a name.
  ///
  /// There is no silent fallback: a graphics processor that was asked for and is not there is an
  /// error.
  ///
  /// @param name `cpu`, `cuda`, `cuda:N`, or `auto` for the first graphics processor if there is
  ///   one
  /// @return the device
  /// @throws EverymodeException when the name is unknown or the device is absent
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
          "device '"
              + name
              + "' was asked for, but "
              + (found == 0 ? "no CUDA device was found" : "only " + found + " were found")
              + "; use --device cpu, or run 'everymode doctor' to see why");
    }
    return new Device("cuda:" + index);
  }

  /// What there is of CUDA, for people.
  ///
  /// @return a sentence without a full stop
  public static String cuda() {
    Backend.load();
    if (!torch.hasCUDA()) {
      return "not built in: these natives are for the processor only; put the bytedeco pytorch jar"
          + " with classifier linux-x86_64-gpu on the class path for graphics processors";
    }
    int found = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    return found == 0 ? "built in, but no device was found; check the driver" : found + " devices";
  }

  /// The device on which the calling thread works now: draws and batches appear on it.
  ///
  /// @return the processor unless [#during] says otherwise
  public static Device current() {
    return CURRENT.get();
  }

  /// Runs work with this as the calling thread's current device.
  ///
  /// @param work what to do
  public void during(Runnable work) {
    Device before = CURRENT.get();
    CURRENT.set(this);
    try {
      work.run();
    } finally {
      CURRENT.set(before);
    }
  }

  /// Brings a tensor here.
  ///
  /// @param tensor any tensor
  /// @return the same tensor when it is here already, else a copy
  public Tensor bring(Tensor tensor) {
    boolean here = tensor.is_cuda() == !name.equals("cpu");
    if (here && (name.equals("cpu") || tensor.device().index() == index())) {
      return tensor;
    }
    var device = new org.bytedeco.pytorch.Device(name);
    return tensor.to(device, tensor.scalar_type());
  }

  /// Brings all that a part owns here, in place, moments and averages included.
  ///
  /// @param part a model, layer or player
  public void bring(Stateful part) {
    if (this.equals(CPU) && !torch.cuda_is_available()) {
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
