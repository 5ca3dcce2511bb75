package everymode.nn;

import everymode.chance.Chance;
import java.util.ArrayList;
import java.util.List;

/// A multilayer perceptron, for points and small images.
///
/// @param widths numbers in each hidden layer, each at least 1
/// @param activation after each hidden layer
/// @param norm batch normalisation stands before the activation
/// @param dropout probability in [0, 1), after each activation
public record Mlp(List<Integer> widths, Activation activation, Norm norm, double dropout)
    implements Net {

  /// Checks the numbers.
  public Mlp {
    widths = List.copyOf(widths);
    for (int width : widths) {
      if (width < 1) {
        throw new IllegalArgumentException("widths must be at least 1, but one is " + width);
      }
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException("dropout must be in [0, 1), but is " + dropout);
    }
  }

  /// What stands in a recipe that names only the type.
  ///
  /// @return two layers of 128
  public static Mlp usual() {
    return of(128, 128);
  }

  /// Plain hidden layers with leaky rectifiers.
  ///
  /// @param widths numbers in each hidden layer
  /// @return the recipe
  public static Mlp of(Integer... widths) {
    return new Mlp(List.of(widths), Activation.LEAKY_RELU, new Norm.None(), 0);
  }

  @Override
  public Layer generator(int latent, long[] shape, boolean bounded, Chance init) {
    List<Layer> layers = hidden(latent, init);
    layers.add(linear(last(latent), Net.size(shape), init.at("out")));
    if (shape.length > 1) {
      layers.add(Reshape.to(shape));
    }
    if (bounded) {
      layers.add(Activation.TANH);
    }
    return new Sequential(layers);
  }

  @Override
  public Layer critic(long[] shape, int outputs, Chance init) {
    int in = Net.size(shape);
    List<Layer> layers = hidden(in, init);
    if (shape.length > 1) {
      layers.addFirst(Reshape.to(in));
    }
    layers.add(linear(last(in), outputs, init.at("out")));
    return new Sequential(layers);
  }

  private List<Layer> hidden(int in, Chance init) {
    List<Layer> layers = new ArrayList<>();
    int from = in;
    for (int i = 0; i < widths.size(); i++) {
      Chance chance = init.at("hidden").at(i);
      layers.add(linear(from, widths.get(i), chance));
      if (norm instanceof Norm.Batch) {
        layers.add(new BatchNorm(widths.get(i), chance.at("norm")));
      }
      layers.add(activation);
      if (dropout > 0) {
        layers.add(new Dropout(dropout));
      }
      from = widths.get(i);
    }
    return layers;
  }

  private Layer linear(int in, int out, Chance init) {
    Linear linear = new Linear(in, out, init);
    return norm instanceof Norm.Spectral ? new SpectralNorm(linear, init.at("spectral")) : linear;
  }

  private int last(int in) {
    return widths.isEmpty() ? in : widths.getLast();
  }
}
