package everymode.train;

import everymode.sample.Sampler;
import everymode.tensor.StateVisitor;
import everymode.tensor.Stateful;
import java.util.List;
import java.util.Optional;

/// What is trained: a list of stages over some state.
public interface Model extends Stateful {

  /// A stage, as a function of configuration and state alone: a model that was loaded in the middle
  /// of a stage gives the same stage as the one that was saved.
  ///
  /// @param index the number of the stage, from 0
  /// @return the stage, or nothing after the last
  Optional<Stage> stage(int index);

  /// Draws samples with the state as it is now, and with averaged weights where there are any.
  ///
  /// @return samples in data units; empty for a model that draws none
  default Optional<Sampler> sampler() {
    return Optional.empty();
  }

  /// What else the model can do, such as [everymode.sample.Density] or [DensityRatio].
  ///
  /// @param <T> the capability
  /// @param type its interface
  /// @return this model or a part of it that has the capability; empty where there is none
  default <T> Optional<T> capability(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /// Called once after the last stage of a model inside a model: it may drop what only training
  /// needs.
  default void finish() {}

  /// What a reader of samples and scores must know of the state as it is now.
  ///
  /// @return a sentence each; none for most
  default List<String> warnings() {
    return List.of();
  }

  /// A model of one stage, for games with networks of one's own.
  ///
  /// @param stage all of its training
  /// @param sampler draws samples with the players' networks
  /// @param players whose state is the model's state
  /// @return a model at the beginning of its stage
  static Model of(Stage stage, Sampler sampler, Player... players) {
    List<Player> all = List.of(players);
    return new Model() {
      @Override
      public Optional<Stage> stage(int index) {
        return index == 0 ? Optional.of(stage) : Optional.empty();
      }

      @Override
      public Optional<Sampler> sampler() {
        return Optional.of(sampler);
      }

      @Override
      public void state(StateVisitor s) {
        for (int i = 0; i < all.size(); i++) {
          s.child("player." + i, all.get(i));
        }
      }
    };
  }
}
