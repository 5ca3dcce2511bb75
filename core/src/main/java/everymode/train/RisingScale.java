package everymode.train;

/// Steps at which something is recorded during a training: all of the first, later ones at
/// distances in proportion to the steps done. It does not depend on how many steps there will be,
/// so a training that is stopped, resumed or prolonged records at the same steps.
///
/// @param perTen how many of the steps from any n to 10 n, for large n
public record RisingScale(int perTen) {

  /// Whether a step is one of them.
  ///
  /// @param step from 1
  public boolean holds(long step) {
    return step <= 1 || rank(step) > rank(step - 1);
  }

  private double rank(long step) {
    return Math.floor(perTen * StrictMath.log10((double) step)); // the same on every machine
  }
}
