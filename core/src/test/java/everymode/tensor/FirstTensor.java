package everymode.tensor;

/// The first use of LibTorch in a process: prints a sum or why there is none, or only where the
/// libraries are unpacked.
final class FirstTensor {

  private FirstTensor() {}

  public static void main(String[] arguments) {
    if ("folder".equals(System.getProperty("show"))) {
      System.out.println(Backend.folder());
      return;
    }
    try (var _ = new Scope()) {
      System.out.println("sum " + Ops.doubles(Ops.of(new double[] {1, 2, 3}, 3).sum())[0]);
    } catch (UnsatisfiedLinkError e) {
      System.out.println(e.getMessage());
    }
  }
}
