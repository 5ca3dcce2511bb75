package everymode.model.aeot;

import everymode.data.Domain;
import everymode.nn.ForwardContext;
import everymode.nn.Layer;
import everymode.prior.Prior;
import everymode.sample.Codec;
import everymode.sample.Sampler;
import everymode.tensor.Autograd;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import everymode.train.Model;
import everymode.train.Stage;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/// A model that decodes codes from some distribution, and encodes samples.
///
/// @param domain of the samples
/// @param coding between samples and codes
/// @param prior the distribution of codes
/// @param generator from codes to samples
/// @param use the forward context for sampling
/// @param stages of the training, in order
/// @param rest state beside that of the coding
/// @param end drops what only training needs
record CodingModel(
    Domain domain,
    Coding coding,
    Prior prior,
    Layer generator,
    Supplier<ForwardContext> use,
    List<Supplier<Stage>> stages,
    Stateful rest,
    Runnable end)
    implements Model, Codec {

  @Override
  public Optional<Stage> stage(int index) {
    return index < stages.size() ? Optional.of(stages.get(index).get()) : Optional.empty();
  }

  @Override
  public Optional<Sampler> sampler() {
    return Optional.of(
        Sampler.blocks((n, key) -> {
          return decode(prior.sample(n, key, use.get()).z());
        }));
  }

  @Override
  public Tensor encode(Tensor x) {
    return Autograd.noGrad(() -> coding.encode(domain.encode(x)));
  }

  @Override
  public Tensor decode(Tensor z) {
    return Autograd.noGrad(() -> domain.decode(generator.apply(z, use.get())));
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return Model.super
        .capability(type)
        .or(() -> Optional.of(prior).filter(type::isInstance).map(type::cast));
  }

  @Override
  public List<String> warnings() {
    return prior instanceof CodeTransport transport ? transport.warnings() : List.of();
  }

  @Override
  public void finish() {
    end.run();
  }

  @Override
  public void state(StateVisitor s) {
    s.child("coding", coding);
    rest.state(s);
  }
}
