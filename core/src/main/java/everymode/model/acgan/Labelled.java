package everymode.model.acgan;

import everymode.chance.Chance;
import everymode.nn.Pass;
import everymode.prior.Latent;
import everymode.prior.Prior;
import everymode.tensor.Draws;
import everymode.tensor.Ops;
import everymode.tensor.State;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A law with a class behind each latent: the class is a 1 among as many zeros as there are others.
///
/// @param own the law of the other numbers
/// @param components classes, all equally likely
record Labelled(Prior own, int components) implements Prior.Mixed {

  @Override
  public int dim() {
    return own.dim() + components;
  }

  @Override
  public Latent draw(int n, Chance chance, Pass pass) {
    return draw(Draws.integers(chance.at("class"), components, n), chance, pass);
  }

  @Override
  public Latent draw(Tensor component, Chance chance, Pass pass) {
    int n = Math.toIntExact(component.size(0));
    Tensor z = own.draw(n, chance, pass).z(); // [n, own.dim]
    Tensor hot = Ops.toFloat(torch.one_hot(component, components)); // [n, components]
    return new Latent(torch.cat(Ops.vector(List.of(z, hot)), 1), component);
  }

  @Override
  public List<Tensor> parameters() {
    return own.parameters();
  }

  @Override
  public void state(State s) {
    own.state(s);
  }
}
