package everymode.model.bourgan;

import everymode.embedding.IncrementalEmbedding;
import everymode.nn.ForwardContext;
import everymode.prior.LatentBatch;
import everymode.prior.Normal;
import everymode.prior.Prior;
import everymode.random.RandomKey;
import everymode.tensor.StateVisitor;

/// An equal mixture of narrow Gaussians, one at each embedded row; standard normal while the
/// embedding is not there yet.
///
/// @param rows on their way, or there
/// @param sigma standard deviation of the noise
record EmbeddingPrior(IncrementalEmbedding rows, double sigma) implements Prior {

  @Override
  public int dim() {
    return rows.dim();
  }

  @Override
  public LatentBatch sample(int n, RandomKey key, ForwardContext pass) {
    return rows.embedded()
        .map(embedded -> new LatentBatch(embedded.draw(n, sigma, key), null))
        .orElseGet(() -> new Normal(dim()).sample(n, key, pass));
  }

  @Override
  public void state(StateVisitor s) {
    rows.state(s);
  }
}
