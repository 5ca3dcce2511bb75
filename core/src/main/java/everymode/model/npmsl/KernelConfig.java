package everymode.model.npmsl;

import everymode.config.Require;
import everymode.data.Domain;
import everymode.mixture.BandwidthRule;
import java.util.List;

/// The configuration of a mixture of kernel densities.
///
/// @param clusters components, at most as many as rows; 0: as many as `choice` finds
/// @param choice how the number is chosen
/// @param blocks name of the block of each column: columns with the same name share a density;
///   empty: each column is a block
/// @param bandwidth how wide kernels are
/// @param grid points at which densities are known, at least 10
/// @param leastBandwidth smallest bandwidth in steps of the grid, at least 0
/// @param start how rows are clustered at first
/// @param steps most iterations
/// @param tolerance largest change of a weight at which iterations end, at least 0
public record KernelConfig(
    int clusters,
    ClusterChoice choice,
    List<String> blocks,
    BandwidthRule bandwidth,
    int grid,
    double leastBandwidth,
    Start start,
    long steps,
    double tolerance) {

  private static final int LEAST_GRID = 10;

  /// Validates the values.
  public KernelConfig {
    Require.atLeast("clusters", clusters, 0);
    Require.atLeast("grid", grid, LEAST_GRID);
    Require.nonNegative("leastBandwidth", leastBandwidth);
    Require.atLeast("steps", steps, 0);
    Require.nonNegative("tolerance", tolerance);
    blocks = ProfileModel.named(blocks);
  }

  /// Adaptive bandwidths, each column a block.
  ///
  /// @param domain of the rows
  static KernelConfig defaults(Domain domain) {
    return new KernelConfig(
        0,
        ClusterChoice.defaults(),
        List.of(),
        BandwidthRule.Silverman.defaults(),
        200,
        1,
        Start.of(domain.shape()[0]),
        250,
        1e-8);
  }
}
