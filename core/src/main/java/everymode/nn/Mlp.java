package everymode.nn;

import everymode.config.Require;
import everymode.random.RandomKey;
import everymode.sample.OutputRange;
import java.util.ArrayList;
import java.util.List;

/// A multilayer perceptron, for points and small images.
///
/// @param hiddenSizes units of each hidden layer, each at least 1
/// @param activation after each hidden layer
/// @param leakySlope slope of `leaky-relu` for negative values, in [0, 1); ignored by others
/// @param norm batch normalisation is applied before the activation
/// @param dropout probability in [0, 1), after each activation
public record Mlp(
    List<Integer> hiddenSizes, Activation activation, double leakySlope, Norm norm, double dropout)
    implements Architecture {

  /// Validates the values.
  public Mlp {
    hiddenSizes = List.copyOf(hiddenSizes);
    for (int size : hiddenSizes) {
      Require.that(size >= 1, "hiddenSizes must be at least 1, but one is " + size);
    }
    Require.fraction("leakySlope", leakySlope);
    Require.fraction("dropout", dropout);
  }

  /// Hidden layers with the default slope of `leaky-relu`.
  ///
  /// @param hiddenSizes units of each hidden layer, each at least 1
  /// @param dropout probability in [0, 1), after each activation
  public Mlp(List<Integer> hiddenSizes, Activation activation, Norm norm, double dropout) {
    this(hiddenSizes, activation, Activation.LEAKY_SLOPE, norm, dropout);
  }

  /// The defaults of a recipe that gives only the type.
  ///
  /// @return two layers of 128
  public static Mlp defaults() {
    return of(128, 128);
  }

  /// Plain hidden layers with leaky rectifiers.
  ///
  /// @param hiddenSizes units of each hidden layer
  public static Mlp of(Integer... hiddenSizes) {
    return new Mlp(List.of(hiddenSizes), Activation.LEAKY_RELU, new Norm.None(), 0);
  }

  @Override
  public Layer generator(int latent, long[] shape, OutputRange range, RandomKey init) {
    List<Layer> layers = hidden(latent, init);
    layers.add(linear(last(latent), Architecture.size(shape), init.fold("out")));
    if (shape.length > 1) {
      layers.add(Reshape.to(shape));
    }
    Architecture.limit(layers, range);
    return new Sequential(layers);
  }

  @Override
  public Layer discriminator(long[] shape, int outputs, RandomKey init) {
    int in = Architecture.size(shape);
    List<Layer> layers = hidden(in, init);
    if (shape.length > 1) {
      layers.addFirst(Reshape.to(in));
    }
    layers.add(linear(last(in), outputs, init.fold("out")));
    return new Sequential(layers);
  }

  @Override
  public Mlp withoutNorm() {
    return new Mlp(hiddenSizes, activation, leakySlope, new Norm.None(), dropout);
  }

  private List<Layer> hidden(int in, RandomKey init) {
    List<Layer> layers = new ArrayList<>();
    int from = in;
    for (int i = 0; i < hiddenSizes.size(); i++) {
      int size = hiddenSizes.get(i);
      RandomKey key = init.fold("hidden").fold(i);
      layers.add(linear(from, size, key));
      norm.outputs(new Norm.Site(i, size, false), key.fold("norm")).ifPresent(layers::add);
      layers.add(activation.withSlope(leakySlope));
      if (dropout > 0) {
        layers.add(new Dropout(dropout));
      }
      from = size;
    }
    norm.check(layers);
    return layers;
  }

  private Layer linear(int in, int out, RandomKey init) {
    return norm.weights(new Linear(in, out, init), init.fold("spectral"));
  }

  private int last(int in) {
    return hiddenSizes.isEmpty() ? in : hiddenSizes.getLast();
  }
}
