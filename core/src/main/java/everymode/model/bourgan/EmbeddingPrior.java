package everymode.model.bourgan;

import everymode.embedding.BourgainEmbedding;
import everymode.embedding.Distance;
import everymode.embedding.EmbeddedPoints;
import everymode.embedding.HasEmbedding;
import everymode.embedding.IncrementalEmbedding;
import everymode.nn.ForwardContext;
import everymode.prior.LatentBatch;
import everymode.prior.NormalPrior;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;
import java.util.Optional;

/// An equally weighted mixture of narrow Gaussians, one at each embedded row; standard normal until
/// the embedding is finished.
///
/// @param rows the embedding, finished or in progress
/// @param sigma standard deviation of the Gaussians
/// @param distance under which the rows are embedded
/// @param scale how the factor of latent distances is chosen
record EmbeddingPrior(
    IncrementalEmbedding rows, double sigma, Distance distance, BourgainEmbedding.Scale scale)
    implements Prior, HasEmbedding {

  @Override
  public Optional<EmbeddedPoints> embedded() {
    return rows.embedded();
  }

  /// The factor of latent distances, once there is an embedding.
  double factor() {
    return embedded()
        .orElseThrow(() -> new IllegalStateException("the embedding is not finished"))
        .scale(scale);
  }

  @Override
  public int dim() {
    return rows.dim();
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return rows.embedded()
        .map(embedded -> new LatentBatch(embedded.sample(n, sigma, key), null))
        .orElseGet(() -> new NormalPrior(dim()).sample(n, key, pass));
  }

  @Override
  public void state(StateVisitor s) {
    rows.state(s);
  }
}
